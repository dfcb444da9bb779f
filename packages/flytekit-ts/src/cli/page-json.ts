import type { JsonRules } from "../server/values/json-rules.js";
import { fromJson } from "./inputs/from-json.js";
import { parseJson } from "./inputs/parse-json.js";
import { WrongInput } from "./inputs/wrong-input.js";
import { toJson } from "./output/result-json.js";

/** What the page needs to know of inputs as JSON: the same as `--inputs-file` takes. */
export const pageJson: JsonRules = {
	parse: (text) => parseJson(text),
	toNative: (json, type, cwd) => fromJson(json, type, { cwd }),
	toJson,
	problemOf: (thrown) => (thrown instanceof WrongInput ? { path: thrown.path, text: thrown.text } : undefined),
};
