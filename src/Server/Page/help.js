// The dialog with all keys, from the table of commands.

/** @import { Command } from "./commands.js" */

import { byId, element } from "./dom.js";

/** @type {Record<string, string>} */
const Names = {
  PageDown: "Page Down", PageUp: "Page Up", Escape: "Esc", Delete: "Del",
};

/** @param {Command[]} commands */
export function fillHelp(commands) {
  const groups = new Map(commands.map(command => [command.group, element("section")]));
  for (const [name, section] of groups) {
    section.append(element("h3", "", name), element("dl"));
  }
  for (const command of commands) {
    const row = element("div");
    const keys = element("dt");
    keys.append(...[...new Set(command.keys.map(nameOf))].map(name => element("kbd", "", name)));
    row.append(keys, element("dd", "", command.text));
    groups.get(command.group)?.querySelector("dl")?.append(row);
  }
  byId("help-keys", HTMLElement).append(...groups.values());
}

/** Keys of one kind have one name: the four arrows, the digits. @param {string} key */
function nameOf(key) {
  const parts = key === "+" ? [key] : key.split("+");
  return parts.map(partName).join(" ");
}

/** @param {string} part */
function partName(part) {
  if (part.startsWith("Arrow")) {
    return "arrows";
  }
  if (part >= "1" && part <= "9" && part.length === 1) {
    return "1–9";
  }
  return Names[part] ?? (part.length === 1 ? part.toUpperCase() : part);
}
