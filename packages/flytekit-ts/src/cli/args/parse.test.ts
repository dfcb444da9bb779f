import { describe, expect, it } from "vitest";
import { kebab, type OptionSpec } from "./option.js";
import { parseArgs } from "./parse.js";

const specs: OptionSpec[] = [
	{ name: "max-items", takes: "value", placeholder: "N", summary: "" },
	{ name: "tags", takes: "values", summary: "" },
	{ name: "json", short: "j", takes: "switch", summary: "" },
	{ name: "person", takes: "value", summary: "" },
];

const parse = (...tokens: string[]) => parseArgs(tokens, specs, { command: "tsflyte x", dotted: true });
const uses = (...tokens: string[]) => parse(...tokens).occurrences.map((o) => [o.spec.name, ...o.path, o.value]);

describe("parseArgs", () => {
	it("takes values after a space or an equals sign, in any spelling of the name", () => {
		expect(uses("--max-items", "3", "--maxItems=4", "--max_items", "5")).toEqual([
			["max-items", "3"],
			["max-items", "4"],
			["max-items", "5"],
		]);
	});

	it("takes negative numbers and single dashes as values", () => {
		expect(uses("--max-items", "-5", "--tags", "-x")).toEqual([
			["max-items", "-5"],
			["tags", "-x"],
		]);
	});

	it("takes a value that starts with two dashes only after an equals sign", () => {
		expect(uses("--tags=--odd")).toEqual([["tags", "--odd"]]);
		expect(() => parse("--tags", "--odd")).toThrow("--tags needs a value");
		expect(() => parse("--tags")).toThrow("way out: --tags VALUE");
	});

	it("reads switches alone, negated, with a word and by one letter", () => {
		expect(uses("--json", "--no-json", "--json=false", "--json", "true", "-j")).toEqual([
			["json", true],
			["json", false],
			["json", false],
			["json", true],
			["json", true],
		]);
		expect(() => parse("--json=maybe")).toThrow('--json is true or false, got "maybe"');
	});

	it("reaches into a flag by dots, keeping empty values", () => {
		expect(uses("--person.name", "Ann", "--person.address.city=")).toEqual([
			["person", "name", "Ann"],
			["person", "address", "city", ""],
		]);
	});

	it("stops flags at -- and leaves the rest behind the positionals asked for", () => {
		expect(parse("a", "--", "--json").positionals).toEqual(["a", "--json"]);
		const stopped = parseArgs(["a", "--json", "b", "--what", "c"], specs, { command: "x", stopAfter: 2 });
		expect(stopped.positionals).toEqual(["a", "b"]);
		expect(stopped.rest).toEqual(["--what", "c"]);
	});

	it("names the nearest flag and the accepted ones for an unknown one", () => {
		expect(() => parse("--max-itms", "3")).toThrow(
			'tsflyte x has no flag "--max-itms"\n  way out: did you mean "--max-items"? accepted: --max-items, --tags, --json, --person',
		);
		expect(() => parse("-x")).toThrow('has no flag "-x"');
	});
});

describe("kebab", () => {
	it.each([
		["maxItems", "max-items"],
		["max_items", "max-items"],
		["n", "n"],
		["parseHTMLNow", "parse-html-now"],
		["o0", "o0"],
	])("%s is shown as %s", (name, shown) => expect(kebab(name)).toBe(shown));
});
