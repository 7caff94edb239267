export { type Bot, FakeChat } from "./fake-chat.ts";
export { FakeLink } from "./fake-link.ts";
export { breathe, FakeNet } from "./fake-net.ts";
export { FakeServer, type Product } from "./fake-server.ts";
export { ANN, CID, givenServer, HOME, PIPES } from "./people.ts";
