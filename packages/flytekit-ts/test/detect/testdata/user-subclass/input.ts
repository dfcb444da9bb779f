import { FunctionTask, type Int } from "flytekit-ts";

class SparkTask<I, O> extends FunctionTask<I, O> {}
declare function spark<I extends object, O>(fn: (inputs: I) => O): SparkTask<I, O>;

export const job = spark(({ n }: { n: Int }): string => String(n));
