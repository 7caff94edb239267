export { type Bot, FakeChat } from "./fake-chat.ts";
export { breathe, FakeLink, FakeNet } from "./fake-net.ts";
export { FakeServer, type Product } from "./fake-server.ts";
export { ANN, CID, givenServer, HOME, PIPES } from "./people.ts";
