import { mount } from 'svelte'
import Shop from './Shop.svelte'

const target = document.querySelector('#shop')
if (target) mount(Shop, { target })
