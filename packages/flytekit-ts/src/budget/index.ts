export { type Against, type Budget, budgetOf } from "./budget.js";
export { type Emission, type EmitOptions, type EmittedShare, emissionLines, emitDynamic } from "./emit.js";
export type { Limit } from "./limits.js";
export { budgetLines } from "./lines.js";
export { type Prediction, predict } from "./predict.js";
