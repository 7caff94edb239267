/** What do the widgets say in English? */

import type { Said } from "./said.ts";
import type { widgetsRu } from "./widgets.ru.ts";

export const widgetsEn: Said<typeof widgetsRu> = {
  "widget.add": "Add a widget",
  "widget.new": "New widget",
  "widget.none": "There are no widgets yet. Add the first for clients to see a mini-app.",
  "widget.published": "Published",
  "widget.draft": "Draft",
  "widget.edit": "Change",
  "widget.hide": "Make draft",
  "widget.publish": "Publish",
  "widget.screen": "Screen",
  "widget.title": "Title",
  "widget.text": "Text",
  "widget.position": "Place in the order",
  "widget.leads": "Where it leads",
  "widget.leads.hint": "Mini-apps that are active or tested, and screens of the superapp",
  "widget.leads.miniapp": "Go to mini-app",
  "widget.leads.screen": "Screen of the superapp",
  "screen.home": "Main",
  "screen.house": "Home",
  "screen.showcase": "Showcase",
  "screen.services": "Services",
  "target.requests": "Leave a request",
  "target.marketplace": "Marketplace",
  "target.events": "Events",
  "target.privileges": "Privilege club",
  "target.notices": "Notice board",
  "target.parking": "Parking rent",
  "target.services": "Services",
  "target.bills": "Bills",
  "target.chats": "Chats",
  "target.profile": "Profile",
  "target.none": "Nowhere",
};
