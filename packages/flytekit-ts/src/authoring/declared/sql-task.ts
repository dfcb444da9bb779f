import type { SerializationSettings } from "../../config/serialization-settings.js";
import { FlyteError } from "../../errors/index.js";
import type { TaskTemplate } from "../../graph/task-template.js";
import type { GivenOf, Schema, SchemaFields } from "../../interface/schema/index.js";
import type { JsonObject } from "../../types/index.js";
import { checkOptions } from "../options.js";
import type { FunctionTask } from "../task/function-task.js";
import { TASK_OPTIONS } from "../task/options.js";
import type { SchemaResult } from "../task.js";
import { BackendTask, type BackendTaskOptions } from "./backend-task.js";
import { checkInputNames } from "./input-text.js";

type Sql = NonNullable<TaskTemplate["sql"]>;

/** What `sqlTask({ ... })` takes. flytekit: SQLTask. */
export interface SqlTaskOptions<S extends SchemaFields, T extends Schema | SchemaFields | undefined>
	extends BackendTaskOptions<S, T> {
	/** The statement, with `{{ .inputs.x }}` where Flyte fills in inputs. */
	readonly query: string;
	/** Default: ansi */
	readonly dialect?: Exclude<Sql["dialect"], "undefined">;
	/** Which backend of Flyte runs it. Default: sql_task */
	readonly taskType?: string;
	/** For the backend: the template's custom field. */
	readonly custom?: JsonObject;
}

const OWN = ["query", "dialect", "taskType", "custom", "inputs", "outputs"] as const;
const INPUT = /\{\{\s*\.inputs\.(\w+)\s*\}\}/gi;

/** A task that is a statement. */
export class SqlTask<I = any, O = any> extends BackendTask<I, O> {
	/** The statement on one line, with its templates. */
	readonly queryTemplate: string;
	private readonly dialect: Sql["dialect"];

	constructor(query: string, dialect: Sql["dialect"], setup: ConstructorParameters<typeof BackendTask>[0]) {
		super(setup);
		this.queryTemplate = query.replace(/\s+/g, " ").trim();
		this.dialect = dialect;
	}

	override getSql(_settings: SerializationSettings): Sql {
		return { statement: this.queryTemplate, dialect: this.dialect };
	}

	/**
	 * The statement with these values in it as they are, for looking at: on Flyte the backend fills them in. flytekit:
	 * get_query. Throws AUTHORING_INPUT for an input that is missing, or that the statement does not use.
	 */
	getQuery(inputs: Readonly<Record<string, unknown>> = {}): string {
		const used = new Set<string>();
		const text = this.queryTemplate.replace(INPUT, (place, name: string) => {
			used.add(name);
			if (Object.hasOwn(inputs, name)) return String(inputs[name]);
			throw this.unfit(`uses input "${name}" in ${place}, which was not given`);
		});
		const extra = Object.keys(inputs).find((name) => !used.has(name));
		if (extra !== undefined) throw this.unfit(`does not use input "${extra}"`);
		return text;
	}

	private unfit(what: string): FlyteError {
		return new FlyteError("AUTHORING_INPUT", `the query of ${this.name} ${what}`, {
			entity: this.name,
			wayOut: `its inputs are ${[...this.interface.inputs.keys()].join(", ") || "none"}`,
		});
	}
}

/**
 * A task that is an SQL statement, run by a backend of Flyte. It cannot run here: patch it in tests (flytekit-ts/testing).
 * Throws AUTHORING_OPTION for an input that the query names and the task does not have.
 */
export function sqlTask<S extends SchemaFields = {}, T extends Schema | SchemaFields | undefined = undefined>(
	options: SqlTaskOptions<S, T>,
): FunctionTask<GivenOf<S>, SchemaResult<T>> & Pick<SqlTask, "getQuery" | "queryTemplate">;
export function sqlTask(options: SqlTaskOptions<SchemaFields, Schema | SchemaFields | undefined>): object {
	checkOptions("sqlTask", options, [...TASK_OPTIONS, ...OWN]);
	const { query, dialect = "ansi", taskType = "sql_task", custom, inputs = {}, outputs, ...rest } = options;
	if (typeof query !== "string" || query.trim() === "") {
		throw new FlyteError("AUTHORING_OPTION", "sqlTask() needs a query", {
			wayOut: "give the statement: `query: \"SELECT * FROM trips WHERE day = '{{ .inputs.day }}'\"`",
		});
	}
	const used = [...query.matchAll(INPUT)].map((match) => match[1] as string);
	checkInputNames("sqlTask()", used, Object.keys(inputs));
	return new SqlTask(query, dialect, {
		factory: "sqlTask",
		above: sqlTask,
		options: rest,
		schemas: { inputs, ...(outputs === undefined ? {} : { outputs }) },
		taskType,
		...(custom === undefined ? {} : { custom }),
	});
}
