/** Which release this is. */

/** The version of the package, as its manifest says. */
export const VERSION = '0.1.0'
