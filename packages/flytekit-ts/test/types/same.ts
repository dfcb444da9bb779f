/** Fails to compile unless both types are one and the same, optional keys and unions included. */
export declare function same<A, B>(..._: Equal<A, B> extends true ? [] : ["these types differ", A, B]): void;
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
