import { expect, it } from "vitest";
import { hello } from "./hello.js";

it("greets the world, and whoever is named", async () => {
	expect(await hello()).toBe("Hello, world!");
	expect(await hello({ name: "Ann" })).toBe("Hello, Ann!");
});
