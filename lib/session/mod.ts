/** Both ends of a conversation: dial, accept, who may, and the conversation itself. @module */
export { type ConnectionEnds, isNearby } from "./address.ts";
export type { Pipe, PipeListener } from "./pipe.ts";
