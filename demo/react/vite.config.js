import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The backend, which `npm run backend` starts, on the page's own origin. */
const proxy = { '/athm': 'http://127.0.0.1:8787' }

export default defineConfig({ plugins: [react()], server: { proxy }, preview: { proxy } })
