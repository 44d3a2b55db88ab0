/** What the build takes from the analyzer, whose own declarations leave it out. */

declare module '@custom-elements-manifest/analyzer' {
  interface SourceFile {
    readonly fileName: string
  }
  export const ts: {
    readonly ScriptTarget: { readonly ES2022: number }
    createSourceFile(fileName: string, text: string, target: number, setParentNodes: boolean): SourceFile
  }
  export function create(input: {
    readonly modules: readonly SourceFile[]
    readonly plugins: readonly unknown[]
  }): unknown
}

declare module '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js' {
  export function litPlugin(): unknown[]
}
