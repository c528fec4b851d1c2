/**
 * The stepper: what each key does.
 *
 * @module
 */

import { EoflabError } from "../../errors.ts";
import { describeAnswers, parseAnswer } from "../../lab/answer.ts";
import type { Question } from "../../lab/lab.ts";
import { Walk } from "../../lab/walk.ts";
import { isDrawn } from "../../ladder/describe.ts";
import type { Recording } from "../../trace/recording.ts";
import type { Key } from "../screen/keys.ts";
import type { Mode, Shown, ViewStyle } from "./shown.ts";
import { isTooSmall, lastTop, view } from "./view.ts";

/** Runs the lab anew with one more setting, `name=value`. Throws EoflabError INVALID_ARGUMENT for one that is not allowed. */
export type Rerun = (setting: string) => Promise<Recording>;

/** A walk on a screen. */
export class Stepper {
  /** Replaced when a knob is changed. */
  walk: Walk;
  /** The run before, from when a knob is changed. */
  #before: Recording | null = null;
  readonly #rerun: Rerun;
  /** Each changes with keys. */
  #mode: Mode = { kind: "walk" };
  #typed = "";
  #hints = 0;
  #complaint: string | null = null;
  #top = 0;

  constructor(walk: Walk, rerun: Rerun) {
    this.walk = walk;
    this.#rerun = rerun;
  }

  /** The lines of the screen. */
  view(style: ViewStyle): string[] {
    return view(this.#shown(), style);
  }

  /**
   * Does what a key asks for.
   *
   * @returns whether the stepper goes on
   */
  async press(key: Key, style: ViewStyle): Promise<boolean> {
    if (key === "eof") return false;
    if (key === "resize") return true;
    // Nothing is answered that cannot be seen.
    if (isTooSmall(style)) return key !== "q";
    if (this.#mode.kind === "knob") {
      await this.#typeKnob(key, this.#mode.typed);
      return true;
    }
    if (key === "q") return false;
    this.#complaint = null;
    if (this.#mode.kind === "walk") this.#walkOn(key, style);
    else this.#page(key, this.#mode, style);
    return true;
  }

  #shown(): Shown {
    return {
      walk: this.walk,
      before: this.#before,
      mode: this.#mode,
      typed: this.#typed,
      hints: this.#hints,
      complaint: this.#complaint,
      top: this.#top,
    };
  }

  #walkOn(key: Key, style: ViewStyle): void {
    const question = this.#openQuestion();
    if (question !== null && this.#answerWith(key, question)) return;
    const { walk } = this;
    if (walk.step.kind === "end" && scrolling.has(key)) {
      this.#top = scroll(this.#top, key, lastTop(this.#shown(), style), style);
      return;
    }
    const at = walk.at;
    switch (key) {
      case "right":
      case ".":
      case "enter":
      case " ":
        walk.forward();
        break;
      case "left":
      case ",":
        walk.back();
        break;
      case "]":
        walk.nextQuestion();
        break;
      case "[":
        walk.previousQuestion();
        break;
      case "g":
      case "home":
        walk.start();
        break;
      case "G":
      case "end":
        walk.end();
        break;
      case "b":
        this.#mode = { kind: "bytes", top: 0 };
        break;
      case "w":
        this.#mode = { kind: "ladder", top: Number.MAX_SAFE_INTEGER };
        this.#mode = { kind: "ladder", top: lastTop(this.#shown(), style) };
        break;
      case "e":
        this.#mode = { kind: "knob", typed: "", error: null };
        break;
      case "?":
        this.#mode = { kind: "help", top: 0 };
        break;
      default:
        if (walk.step.kind === "end")
          this.#top = scroll(this.#top, key, lastTop(this.#shown(), style), style);
    }
    if (walk.at !== at) this.#arrive();
  }

  /** At another step nothing is typed, and nothing scrolled away. */
  #arrive(): void {
    this.#typed = "";
    this.#hints = 0;
    this.#top = 0;
  }

  #openQuestion(): Question | null {
    const { step } = this.walk;
    return step.kind === "question" && this.walk.replyTo(step.question) === null ? step.question : null;
  }

  /** Whether the key was for the question: a choice, a character of a number, skip, a hint. */
  #answerWith(key: Key, question: Question): boolean {
    const isChoice = question.kind.type === "choice";
    const choices = isChoice ? describeAnswers(question, this.walk.recording).length : 0;
    if (key === "s" && (isChoice || this.#typed === "")) this.walk.skip();
    else if (key === "h" && (isChoice || this.#typed === "")) this.#hint(question);
    else if (key === "enter") this.#answer(question);
    else if (isChoice && /^[1-9]$/.test(key) && Number(key) <= choices) this.#typed = key;
    else if (isChoice && (key === "down" || key === "up")) this.#choose(key, choices);
    else if (!isChoice && /^[\da-zA-Z.]$/.test(key) && (this.#typed !== "" || /^\d$/.test(key)))
      this.#typed += key;
    else if (!isChoice && key === "backspace") this.#typed = this.#typed.slice(0, -1);
    else return false;
    return true;
  }

  #choose(key: "up" | "down", choices: number): void {
    const now = Number(this.#typed);
    this.#typed = String(key === "down" ? Math.min(now + 1, choices) : Math.max(now - 1, 1));
  }

  #hint(question: Question): void {
    if (this.#hints < question.hints.length) this.#hints++;
    else this.#complaint = "There is no further hint.";
  }

  #answer(question: Question): void {
    if (this.#typed === "") {
      this.#complaint = "Choose an answer, or skip with s.";
      return;
    }
    try {
      this.walk.answer(parseAnswer(question, this.walk.recording, this.#typed));
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
      this.#complaint = err.message;
    }
  }

  /** A page over the walk: scrolled, or left. */
  #page(key: Key, mode: Exclude<Mode, { kind: "walk" | "knob" }>, style: ViewStyle): void {
    if (["escape", "enter", "left", "b", "w", "?", ",", "right", "."].includes(key)) {
      this.#mode = { kind: "walk" };
      return;
    }
    if (mode.kind === "changed" && key === "d") this.walk.skipAll();
    this.#mode = { ...mode, top: scroll(mode.top, key, lastTop(this.#shown(), style), style) };
  }

  async #typeKnob(key: Key, typed: string): Promise<void> {
    const set = (text: string, error: string | null = null): void => {
      this.#mode = { kind: "knob", typed: text, error };
    };
    if (key === "escape") this.#mode = { kind: "walk" };
    else if (key === "backspace") set(typed.slice(0, -1));
    else if (key === "enter") await this.#change(typed.trim(), set);
    else if (key.length === 1) set(typed + key);
  }

  async #change(setting: string, set: (text: string, error: string) => void): Promise<void> {
    const before = this.walk.recording;
    try {
      this.walk = new Walk(this.walk.lab, await this.#rerun(setting), isDrawn);
      this.#before = before;
      this.#arrive();
      this.#mode = { kind: "changed", top: 0 };
    } catch (err) {
      if (!(err instanceof EoflabError) || err.code === "INTERRUPTED") throw err;
      set(setting, err.message);
    }
  }
}

/** The keys that scroll the summary at the end, where there is nowhere further to go. */
const scrolling: ReadonlySet<Key> = new Set(["down", "up", "pagedown", "pageup", " ", "end", "G"]);

function scroll(top: number, key: Key, last: number, { rows }: ViewStyle): number {
  const page = Math.max(1, rows - 6);
  const by: Readonly<Record<Key, number>> = {
    down: 1,
    up: -1,
    pagedown: page,
    " ": page,
    pageup: -page,
    home: -last,
    g: -last,
    end: last,
    G: last,
  };
  return Math.max(0, Math.min(top + (by[key] ?? 0), last));
}
