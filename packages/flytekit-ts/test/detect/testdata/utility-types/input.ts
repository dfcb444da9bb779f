import { type Int, task } from "flytekit-ts";

interface Person {
	name: string;
	/** In years. */
	age: Int;
	mail?: string;
}

export const utility = task(
	(inputs: {
		partial: Partial<Person>;
		pick: Pick<Person, "age">;
		omit: Omit<Person, "mail">;
		required: Required<Person>;
		readonly: Readonly<Person>;
		record: Record<"a" | "b", Int>;
		nonNull: NonNullable<Person["mail"]>;
		awaited: Awaited<Promise<Person>>;
		extracted: Extract<"a" | "b" | 3, string>;
		keys: keyof Person;
	}) => inputs.nonNull,
);
