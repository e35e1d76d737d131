// The dialog with all keys, from the table of commands.

/** @import { Command } from "./commands.js" */

import { byId, element } from "./dom.js";

/** @type {Record<string, string>} */
const Names = {
  ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", PageDown: "Page Down", PageUp: "Page Up", Escape: "Esc", Delete: "Del",
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
    const shown = command.name === "class" ? ["1", "–", "9"] : command.keys;
    keys.append(...shown.map(key => (key === "–" ? "–" : element("kbd", "", nameOf(key)))));
    row.append(keys, element("dd", "", command.text));
    groups.get(command.group)?.querySelector("dl")?.append(row);
  }
  byId("help-keys", HTMLElement).append(...groups.values());
}

/** @param {string} key */
function nameOf(key) {
  const parts = key === "+" ? [key] : key.split("+");
  return parts.map(part => Names[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join(" ");
}
