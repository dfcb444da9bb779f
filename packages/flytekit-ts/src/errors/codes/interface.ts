/** Codes of interface/: the code, and in one or two sentences what it means and why it is refused. */
export const interfaceCodes = {
	INTERFACE_INTERNAL: "A state the package itself should have prevented. Please report it with the message.",
	INTERFACE_JSON_SCHEMA:
		"A JSON Schema says something that no Flyte type says: a tuple, a union without a common form, any value at all.",
	INTERFACE_UNTYPED:
		"A variable is `any` or `unknown`, so nothing says how to store it. Name its type, or pass it as a pickle knowingly.",
	INTERFACE_TYPESCRIPT:
		"The compiler itself finds an error in the source, under the strict rules that detection needs.",
	INTERFACE_UNRESOLVED_TYPE: "TypeScript itself cannot resolve the type: usually a missing import or a misspelt name.",
	INTERFACE_FUNCTION: "A function or method cannot travel between tasks: only data is stored.",
	INTERFACE_CLASS:
		"A class with methods, accessors, private members or a library parent is not only data: after a round trip it would be a plain object without them.",
	INTERFACE_UNSUPPORTED_TYPE: "TypeScript has this type and Flyte has nothing for it.",
	INTERFACE_NUMBER_LITERALS: "Flyte's enums hold strings; a union of number literals has no Flyte type.",
	INTERFACE_TEMPLATE_LITERAL: "A template literal type describes text that Flyte cannot check.",
	INTERFACE_OPEN_GENERIC: "A type parameter is still open: the interface must be known before anything runs.",
	INTERFACE_NEVER: "No value has the type `never`, mostly because an empty list was returned without saying of what.",
	INTERFACE_INDEX_AND_PROPERTIES:
		"An object type has named properties beside an index signature: neither a struct nor a map.",
	INTERFACE_MAP_KEY: "Keys of Flyte's maps are strings.",
	INTERFACE_EMPTY_OBJECT: "The type says nothing of what is inside.",
	INTERFACE_RECURSIVE_TYPE: "A type contains itself with no named object type in between that could be referred to.",
	INTERFACE_TUPLE: "Tuples exist only as several outputs of a task.",
	INTERFACE_PARAMETER: "A body takes one object, its named inputs, or nothing.",
	INTERFACE_THIS: "A task is called by the engine, with no `this`.",
	INTERFACE_OVERLOADS: "A function with several signatures has no single interface.",
	INTERFACE_OUTPUT_NAME: "A promised output has a `then` of its own, so a field of that name could not be reached.",
	INTERFACE_DEFAULT: "The default of an input is stored in the interface, so it must be a constant.",
	INTERFACE_TWO_EXPORTS: "One entity has one name: a container finds it again by its export.",
	INTERFACE_NOT_EXPORTED:
		"A container finds an entity by its export; one that is not exported can only be called here.",
	INTERFACE_NESTED: "An entity made inside a function or an object cannot be found again by a container.",
	INTERFACE_ANONYMOUS_DEFAULT: "A default export without a name gives the entity no name of its own.",
	INTERFACE_NO_CHECKER:
		"Detection needs TypeScript's native checker, which is installed as an optional package for each platform.",
	INTERFACE_SCHEMA_NOT:
		"task({ inputs, outputs }) got something that is no schema: nothing with a `~standard` part that validates.",
	INTERFACE_SCHEMA_UNREADABLE:
		"A schema's library cannot say its type as JSON Schema: no converter is registered, or a part has no form there.",
	INTERFACE_SCHEMA_TRANSFORMS:
		"A schema turns its values into another type. A literal has one type on both sides of a task's edge, so schemas may only check.",
	INTERFACE_SCHEMA_DEFAULT:
		"A schema's default is computed, or is no value that an interface can hold. Defaults are registered with the task: constants only.",
	INTERFACE_SCHEMA_CONVERTER: "registerSchemaConverter got no library name or no function.",
	INTERFACE_SCHEMA_INVALID: "A task's input or output does not satisfy the constraints of its schema.",
	INTERFACE_FORGOTTEN_INT:
		"A warning: an output that only whole numbers can come out of is a FLOAT, as arithmetic on Ints gives a plain number.",
	INTERFACE_COULD_BE_MAP:
		"A hint: a dynamic calls one task for each item of a list and computes nothing, which a static workflow does with a map over an input.",
	INTERFACE_PROMISE_AS_VALUE:
		"A node's output is used as a value where JavaScript gives no way to notice: while the graph is made there is no value yet.",
	INTERFACE_AWAITED_AS_VALUE:
		"What `await` gives of a node's output inside a dynamic is used as a value: its nodes run after the body has returned.",
} as const;
