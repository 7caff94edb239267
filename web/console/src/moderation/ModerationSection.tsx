/** Which reviews wait, and which one is looked at? */

import { useHere } from "../route.ts";
import { Queue } from "./Queue.tsx";
import { ReviewPage } from "./ReviewPage.tsx";

export default function ModerationSection() {
  const [, id] = useHere().path;
  return id === undefined ? <Queue /> : <ReviewPage key={id} id={id} />;
}
