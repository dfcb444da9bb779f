import {
	FunctionTask,
	type GivenOf,
	type Of,
	type Schema,
	type SchemaFields,
	type SerializationSettings,
} from "flytekit-ts/plugin";

/** A statement over a table that stands in for a warehouse; `{{ .inputs.name }}` is filled in by whoever runs it. */
export interface QueryOptions<S extends SchemaFields, T extends Schema> {
	readonly statement: string;
	readonly inputs: S;
	readonly outputs: T;
	/** Answers the statement in a local run. */
	readonly local: (statement: string) => Of<T>;
}

/** A task that a database runs: no container, only its statement goes onto the wire. */
export class QueryTask<I, O> extends FunctionTask<I, O> {
	override getContainer(): undefined {
		return undefined;
	}
	override getSql(_settings: SerializationSettings) {
		return { statement: (this.taskConfig as { statement: string }).statement, dialect: "ansi" as const };
	}
}

/** Makes a {@link QueryTask}. Its interface is said by schemas, for there is no function to read it from. */
export function queryTask<S extends SchemaFields, T extends Schema>({
	statement,
	inputs,
	outputs,
	local,
}: QueryOptions<S, T>): QueryTask<GivenOf<S>, Of<T>> {
	return new QueryTask({
		taskFunction: (given) =>
			local(statement.replace(/\{\{\s*\.inputs\.(\w+)\s*\}\}/g, (_, name: string) => String(given[name]))),
		schemas: { inputs, outputs },
		options: {},
		taskConfig: { statement },
		taskType: "sql",
		factory: "queryTask",
		above: queryTask,
	});
}
