import { RecoverableError } from "flytekit-ts";
import { FakeClock, mock, patch, runLocal } from "flytekit-ts/testing";
import { describe, expect, it } from "vitest";
import { mail, order, price } from "./orders.js";

const prices: Record<string, number> = { tea: 3, bread: 2.5 };

describe("an order", () => {
	it("adds up and tells the customer, without shop and mail server", async () => {
		using asked = patch(price, ({ article }) => prices[article] ?? 0);
		using mails = mock(mail);
		expect(await order({ articles: ["tea", "bread", "tea"], customer: "ann@example.com" })).toBe(8.5);
		expect(asked.calls.map(({ article }) => article).sort()).toEqual(["bread", "tea", "tea"]);
		expect(mails.calls).toEqual([{ to: "ann@example.com", text: "3 articles" }]);
	});

	it("asks again when the shop is down for a moment", async () => {
		using _ = mock(mail);
		using shop = mock(price).throwsOnce(new RecoverableError("the shop answered 503")).returns(3);
		expect(await runLocal(order, { articles: ["tea"], customer: "a" }, { clock: new FakeClock({ auto: true }) })).toBe(
			3,
		);
		expect(shop.calls).toHaveLength(2);
	});

	it("fails when the shop knows no such article", async () => {
		using _ = mock(mail);
		using __ = mock(price).throws(new Error("no such article"));
		await expect(order({ articles: ["gold"], customer: "a" })).rejects.toThrow("no such article");
	});
});
