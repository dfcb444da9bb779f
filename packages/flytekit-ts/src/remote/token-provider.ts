/** One header that proves who calls: its name in lower case (`authorization`, or what the server's metadata names) and its whole value (`Bearer ...`). */
export interface TokenHeader {
	readonly header: string;
	readonly value: string;
}

/**
 * Where the channel gets the header from that each call carries. The channel asks {@link TokenProvider.token} before every call; when the server
 * answers UNAUTHENTICATED it asks once for {@link TokenProvider.refresh} and makes the call again.
 *
 * A provider keeps its token between calls, lets concurrent calls share one refresh, and never puts a token into a message.
 */
export interface TokenProvider {
	/**
	 * The header of the next call; undefined when there is no token yet, or none is needed. Never asks a person: a flow in a browser starts in
	 * {@link TokenProvider.refresh}, so a server without authentication is never met by a login.
	 */
	token(): Promise<TokenHeader | undefined>;
	/**
	 * Gets another token because the server refused this one, by a refresh token or by the whole flow again. Given the header that was refused
	 * (undefined when the call had none), it does nothing where another call has got a newer one since: fifty calls that are refused together
	 * lead to one refresh, whenever each of them hears of it.
	 * @throws FlyteError when no token can be had
	 */
	refresh(refused?: TokenHeader): Promise<void>;
}
