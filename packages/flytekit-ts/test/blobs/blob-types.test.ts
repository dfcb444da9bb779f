import { describe, expectTypeOf, it } from "vitest";
import { FlyteDirectory, FlyteFile, StructuredDataset } from "../../src/types/index.js";

// checked by the compiler; at run time nothing is read or written
describe("what TypeScript says of files and datasets", () => {
	it("keeps the format apart", () => {
		expectTypeOf<FlyteFile<"csv">>().toExtend<FlyteFile>();
		expectTypeOf<FlyteFile>().not.toExtend<FlyteFile<"csv">>();
		expectTypeOf<FlyteFile<"csv">>().not.toExtend<FlyteFile<"txt">>();
		expectTypeOf<FlyteFile>().not.toExtend<FlyteDirectory>();
		expectTypeOf<FlyteDirectory>().not.toExtend<FlyteFile>();
	});

	it("takes the format from where a file goes", () => {
		const report = (): FlyteFile<"csv"> => new FlyteFile("report.csv");
		expectTypeOf(report()).toEqualTypeOf<FlyteFile<"csv">>();
		expectTypeOf(new FlyteFile("x")).toEqualTypeOf<FlyteFile>();
		const written = () => FlyteFile.from<"txt">("x").write("y");
		expectTypeOf(written).returns.resolves.toEqualTypeOf<FlyteFile<"txt">>();
		expectTypeOf(new FlyteDirectory<"csv">("d").file("x")).toEqualTypeOf<FlyteFile<"csv">>();
	});

	it("takes the row from the rows, and never from a URI's text", () => {
		expectTypeOf(StructuredDataset.from([{ a: 1 }])).toEqualTypeOf<StructuredDataset<{ a: number }>>();
		expectTypeOf(StructuredDataset.from("s3://b/k")).toEqualTypeOf<StructuredDataset<unknown>>();
		expectTypeOf(new StructuredDataset("s3://b/k")).toEqualTypeOf<StructuredDataset<unknown>>();
		const typed = (): StructuredDataset<{ a: number }> => new StructuredDataset("s3://b/k");
		expectTypeOf(typed().rows).returns.toEqualTypeOf<AsyncIterable<{ a: number }>>();
		expectTypeOf(typed().all).returns.resolves.toEqualTypeOf<{ a: number }[]>();
	});
});
