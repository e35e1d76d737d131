// The server's answers: every request of the page, its key, its errors, and waiting where the server is busy.

/** @typedef {{ size: [number, number], counts: string }} Rle height, width, and COCO's string */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box */
/** @typedef {{ x: number, y: number, positive: boolean }} Point */
/** @typedef {{ name: string, prompts: string[], color: string }} ClassOfRun */
/** @typedef {"notLabelled" | "found" | "corrected" | "done"} PictureState */
/** @typedef {{ id: string, name: string, state: PictureState, instances: number, leastScore: number | null }} Entry */
/** @typedef {{ mask: Rle, score: number, predictedIou: number, stability: number }} PromptMask */
/** @typedef {{ class: string, probability: number, isPresent: boolean }} Presence */
/**
 * @typedef {object} Run
 * @property {string} title
 * @property {boolean} canFind
 * @property {string} models
 * @property {number} pictures
 * @property {Record<PictureState, number>} states
 * @property {ClassOfRun[]} classes
 * @property {string[]} formats
 * @property {{ texts: number, textLength: number, points: number, instances: number }} limits
 */
/**
 * @typedef {object} Instance
 * @property {string | null} id
 * @property {string} class
 * @property {Rle} mask
 * @property {number | null} score
 * @property {string | null} prompt
 * @property {"auto" | "corrected" | "manual" | null} source
 * @property {boolean} accepted
 */
/**
 * @typedef {object} Picture
 * @property {string} id
 * @property {string} name
 * @property {number} width
 * @property {number} height
 * @property {number} version
 * @property {string} content which file it is
 * @property {PictureState} state
 * @property {Instance[]} instances
 */
/** @typedef {"name" | "least-sure"} Order */
/** @typedef {{ body?: object, signal?: AbortSignal }} Request */

const KeyName = "clipsurgery-key";
const MostTries = 5;
const LongestWaitSeconds = 30;

/** What the server refused, or that it could not be reached (status 0). */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {string} text
   * @param {{ picture?: Picture }} [body]
   */
  constructor(status, text, body = {}) {
    super(text);
    this.status = status;
    this.body = body;
  }
}

/** Whether an error only says that its request is not needed any more. @param {unknown} error */
export function isAbort(error) {
  return error instanceof DOMException && error.name === "AbortError";
}

/** @param {unknown} error */
export function textOf(error) {
  return error instanceof Error ? error.message : String(error);
}

export class Api {
  /** @param {(isWrong: boolean) => Promise<string>} askForKey */
  constructor(askForKey) {
    this.askForKey = askForKey;
    this.key = sessionStorage.getItem(KeyName);

    /** All requests that need the key wait for one question. @type {Promise<void> | null} */
    this.asking = null;
  }

  /** @param {AbortSignal} [signal] @returns {Promise<Run>} */
  run(signal) {
    return this.json("run", { signal });
  }

  /**
   * @param {Order} order
   * @param {number} offset
   * @param {number} limit
   * @returns {Promise<{ total: number, pictures: Entry[] }>}
   */
  pictures(order, offset, limit) {
    return this.json(`pictures?${new URLSearchParams({ order, offset: `${offset}`, limit: `${limit}` })}`);
  }

  /** @param {string} id @param {AbortSignal} [signal] @returns {Promise<Picture>} */
  picture(id, signal) {
    return this.json(`pictures/${id}`, { signal });
  }

  /** @param {string} id @param {AbortSignal} signal */
  thumbnail(id, signal) {
    return this.blob(`pictures/${id}/thumbnail`, { signal });
  }

  /**
   * @param {string} id
   * @param {{ side: number } & Partial<Box>} part
   * @param {AbortSignal} [signal]
   */
  image(id, part, signal) {
    const query = new URLSearchParams(Object.entries(part).map(([name, value]) => [name, `${value}`]));
    return this.blob(`pictures/${id}/image?${query}`, { signal });
  }

  /** @param {string} id @param {AbortSignal} signal */
  prepare(id, signal) {
    return this.send(`pictures/${id}/prepare`, { body: {}, signal });
  }

  /**
   * @param {string} id
   * @param {{ texts?: string[], classes?: string[] }} what
   * @param {AbortSignal} signal
   * @returns {Promise<{ instances: Instance[], presence: Presence[], notes: string[] }>}
   */
  find(id, what, signal) {
    return this.json(`pictures/${id}/find`, { body: what, signal });
  }

  /** @param {string} id @param {string} text @param {AbortSignal} signal */
  map(id, text, signal) {
    return this.blob(`pictures/${id}/map?${new URLSearchParams({ text })}`, { signal });
  }

  /**
   * @param {string} id
   * @param {{ points: Point[], box: Box | null, mask: Rle | null }} prompt
   * @param {AbortSignal} signal
   * @returns {Promise<{ masks: PromptMask[] }>}
   */
  prompt(id, prompt, signal) {
    return this.json(`pictures/${id}/prompt`, { body: prompt, signal });
  }

  /**
   * @param {string} id
   * @param {{ version: number, put: Instance[], remove: string[], done: boolean | null, content: string }} edit
   * @returns {Promise<Picture>}
   */
  edit(id, edit) {
    return this.json(`pictures/${id}/edits`, { body: edit });
  }

  /** @param {string} name @returns {Promise<{ classes: ClassOfRun[] }>} */
  addClass(name) {
    return this.json("classes", { body: { name, prompts: null, color: null } });
  }

  annotations() {
    return this.blob("annotations.json");
  }

  /** @param {string} format @returns {Promise<{ written: string, notes: string[] }>} */
  exportTo(format) {
    return this.json("export", { body: { format } });
  }

  /** @param {string} path @param {Request} [request] */
  async json(path, request) {
    return (await this.send(path, request)).json();
  }

  /** @param {string} path @param {Request} [request] */
  async blob(path, request) {
    return (await this.send(path, request)).blob();
  }

  /**
   * @param {string} path
   * @param {Request} [request]
   * @returns {Promise<Response>}
   */
  async send(path, request = {}) {
    for (let tries = 1; ; tries++) {
      const usedKey = this.key;
      const response = await this.fetch(path, request);
      if (response.status === 401) {
        await this.askOnce(usedKey);
      } else if (response.status === 503 && tries < MostTries) {
        await wait(Math.min(Number(response.headers.get("Retry-After")) || 1, LongestWaitSeconds), request.signal);
      } else if (response.ok) {
        return response;
      } else {
        const body = await response.json().catch(() => ({}));
        throw new Problem(response.status, body.detail ?? body.title ?? `The server answered ${response.status}.`, body);
      }
    }
  }

  /** @param {string} path @param {Request} request */
  async fetch(path, { body, signal }) {
    /** @type {Record<string, string>} */
    const headers = this.key ? { Authorization: `Bearer ${this.key}` } : {};
    if (body) {
      headers["Content-Type"] = "application/json";
      headers["X-Clip-Surgery"] = "1";
    }
    try {
      return await fetch(`api/v1/${path}`, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), signal });
    } catch (error) {
      throw isAbort(error) ? error : new Problem(0, "The server cannot be reached.");
    }
  }

  /** @param {string | null} usedKey the key that was refused */
  async askOnce(usedKey) {
    if (this.key !== usedKey) {
      return;
    }
    this.asking ??= this.askForKey(usedKey !== null).then(key => {
      this.key = key;
      sessionStorage.setItem(KeyName, key);
      this.asking = null;
    });
    await this.asking;
  }
}

/**
 * @param {number} seconds
 * @param {AbortSignal} [signal]
 */
export function wait(seconds, signal) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = setTimeout(resolve, seconds * 1000);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}
