// The status page's script: fetches the page again and again, and puts what
// changed in its place. What it fetches is HTML that the nodes have escaped;
// the content policy forbids scripts and styles in it.
#pragma once

#include <string_view>

namespace holdfast::metrics {

inline constexpr std::string_view page_script = R"js(
"use strict";
const pause = 2000, patience = 4000;
const said = document.getElementById("said");

const fetched = async url => {
  const answer = await fetch(url, {cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(patience)});
  if (!answer.ok) throw new Error(answer.status);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

// Somebody is copying from it.
const selected = element => {
  const selection = getSelection();
  return !selection.isCollapsed && element.contains(selection.anchorNode);
};

// Keeps what the reader opened and closed, and where the keyboard is.
const replace = (old, fresh) => {
  const places = element => [...element.querySelectorAll("a, summary")];
  const focused = places(old).indexOf(document.activeElement);
  for (const details of old.querySelectorAll("details")) {
    const same = fresh.querySelector(`details[data-key="${CSS.escape(details.dataset.key)}"]`);
    if (same) same.open = details.open;
  }
  old.replaceChildren(...fresh.childNodes);
  if (focused >= 0) places(old)[focused]?.focus({preventScroll: true});
};

const silent = section => {
  if (!section.classList.contains("silent")) {
    const since = new Date().toISOString().slice(11, 19);
    const who = section.dataset.page ?? "This node";
    const old = section.querySelector("h1") ? " What is shown here is old." : "";
    section.querySelector(".live").textContent = `${who} does not answer, since ${since} UTC.${old}`;
  }
  section.classList.add("silent");
};

const refresh = async section => {
  const url = new URL(location.search, section.dataset.page ?? location.href);
  try {
    const page = await fetched(url);
    const fresh = page.getElementById("node");
    section.classList.remove("silent");
    if (selected(section)) return;
    fresh.querySelectorAll("meta, link, base").forEach(element => element.remove());
    if (section.dataset.page) {
      section.ariaLabel = fresh.ariaLabel;
      for (const a of fresh.querySelectorAll("a")) a.href = new URL(a.getAttribute("href"), url);
    } else if (document.title !== page.title) {
      said.textContent = document.title = page.title;
      document.querySelector("link[rel=icon]").href = page.querySelector("link[rel=icon]").href;
    }
    replace(section, fresh);
  } catch {
    silent(section);
  }
};

const round = async () => {
  if (!document.hidden) await Promise.all([...document.querySelectorAll(".node")].map(refresh));
};
const again = async () => {
  await round();
  setTimeout(again, pause);
};
document.addEventListener("visibilitychange", round);
again();
)js";

}  // namespace holdfast::metrics
