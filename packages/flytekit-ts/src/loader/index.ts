export { entryFile, LOADABLE } from "./entry-file.js";
export { firstUserFrame } from "./load-errors.js";
export { type BuiltProgram, buildProgram, type LoadedModule, loadModule } from "./load-module.js";
export { type OwnPackage, ownPackage } from "./own-package.js";
