// <trace-player src="trace/chapter-5.json"><img src="img/trace-5.svg" alt="…"></trace-player>
//
// Plays a recorded run: what each event means, where every goroutine (G), P and thread (M) is after it, and the
// timeline. Until the recording is here, and on paper, the picture inside is shown. What the events mean is
// told in player/; here is only what one sees and presses.
//
//   ready, length, position     is it here, how many events, after how many of them are we
//   play() pause() step(n)      speed (attribute, too): events a second
//   sources (attribute)         where links into the sources lead, * being a file: "https://…/blob/main/*"; or a
//                               <meta name="sources" content="…">; with neither, no links
//   events: ready, step, ended
//   <a href="#trace-5-retake">  moves it to that moment, or #trace-5-57 behind its 57th event: player/moments.js
import { escape, html } from './player/board.js';
import { momentAt } from './player/moments.js';
import { parse } from './player/read.js';
import { replay } from './player/replay.js';
import { ms, say } from './player/say.js';
import { style } from './player/style.js';
import { BACK, BLIND, WHAT, blind, slices, timeline } from './player/timeline.js';

const kLeft = 60; // for the lanes' names
const kMostBytes = 50e6;
const speeds = [1, 2, 5, 10, 25, 50];
const still = matchMedia('(prefers-reduced-motion: reduce)');

class TracePlayer extends HTMLElement {
  static observedAttributes = ['src', 'speed'];
  #trace; #story; #told; #sources; #position = 0; #timer; #spoken = 0; #zoom = false;

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).innerHTML = `<style>${style}</style><slot></slot>
<div class="player" role="group" aria-label="A recorded run, event by event" tabindex="0">
  <div class="top"><div class="bar">
    <button class="back" aria-label="Previous event" title="Previous event (arrow left)">◀︎</button>
    <button class="play" title="Space">Play</button>
    <button class="next" aria-label="Next event" title="Next event (arrow right)">▶︎</button>
    <div class="slide"><input type="range" min="0" value="0" step="1" aria-label="Position in the run"><span class="count"></span></div>
    <select aria-label="Events per second">${speeds.map((s) => `<option value="${s}">${s} events/s</option>`).join('')}</select>
    <button class="retake" title="To the next time that sysmon takes a P (r)">Next retake</button>
    <button class="zoom" aria-pressed="false" title="The timeline shows only what is around the cursor">Zoom in</button>
  </div>
  <p class="error" role="alert"></p>
  <div class="told"><p class="say" aria-live="polite"></p><p class="where"></p></div></div>
  <div class="line"></div>
  <div class="legend"></div>
  <div class="board"></div>
  <div class="source" tabindex="0" role="region" aria-label="The source around this event"></div>
  <p class="foot"></p>
  <label class="file">Open your own trace<input type="file" accept=".json,application/json"></label>
</div>`;
    const on = (selector, event, handler) => this.#find(selector).addEventListener(event, handler);
    on('.back', 'click', () => this.step(-1));
    on('.next', 'click', () => this.step(1));
    on('.play', 'click', () => (this.#timer ? this.pause() : this.play()));
    on('[type=range]', 'input', (e) => (this.pause(), (this.position = +e.target.value)));
    on('select', 'change', (e) => (this.speed = +e.target.value));
    on('.retake', 'click', () => this.#nextRetake());
    on('.zoom', 'click', () => ((this.#zoom = !this.#zoom), this.#drawLine()));
    on('[type=file]', 'change', (e) => (this.#open(e.target.files[0]), (e.target.value = '')));
    const box = this.#find('.player');
    for (const event of ['dragenter', 'dragover', 'dragleave', 'drop'])
      box.addEventListener(event, (e) => {
        e.preventDefault();
        box.classList.toggle('drop', event === 'dragover' || event === 'dragenter');
        if (event === 'drop') this.#open(e.dataTransfer.files[0]);
      });
    box.addEventListener('keydown', (e) => this.#key(e));
    for (const event of ['pointerdown', 'pointermove'])
      on('.line', event, (e) => e.buttons & 1 && this.#seek(e));
  }

  connectedCallback() {
    // Dark or light is what the page makes of it (VitePress has a class, others a media query): our text's colour tells.
    this.#tint = () => requestAnimationFrame(() => {
      const [r, g, b] = getComputedStyle(this.parentElement ?? this).color.match(/[\d.]+/g).map(Number);
      this.toggleAttribute('dark', 0.3 * r + 0.6 * g + 0.1 * b > 128);
    });
    this.#observer = new MutationObserver(this.#tint);
    this.#observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'style', 'data-theme'] });
    this.#scheme.addEventListener('change', this.#tint);
    this.#tint();
    this.#resize = new ResizeObserver(() => this.#trace && this.#drawLine());
    this.#resize.observe(this);
    addEventListener('hashchange', this.#moved);
    document.addEventListener('click', this.#clicked);
  }
  disconnectedCallback() {
    this.pause();
    this.#observer.disconnect();
    this.#resize.disconnect();
    this.#scheme.removeEventListener('change', this.#tint);
    removeEventListener('hashchange', this.#moved);
    document.removeEventListener('click', this.#clicked);
  }
  #moved = () => this.#follow();
  #tint; #observer; #resize; #scheme = matchMedia('(prefers-color-scheme: dark)');

  attributeChangedCallback(name, before, now) {
    if (name === 'src' && now && now !== before) this.#load(now);
    if (name === 'speed') this.#find('select').value = String(speeds.find((s) => s >= this.speed) ?? speeds.at(-1));
  }

  // --- What others may ask and do ---

  get ready() { return this.hasAttribute('ready'); }
  get length() { return this.#trace?.events.length ?? 0; }
  get position() { return this.#position; }
  set position(n) { this.#go(n); }
  get speed() { return Math.max(0.1, Number(this.getAttribute('speed')) || 5); }
  set speed(n) {
    this.setAttribute('speed', n);
    if (this.#timer) this.pause(), this.play();
  }

  step(n = 1) {
    this.pause();
    this.#go(this.#position + n);
  }

  play() {
    if (!this.ready || this.#timer) return;
    if (this.#position >= this.length) this.#go(0);
    const tick = () => {
      this.#go(this.#position + 1);
      if (this.#position < this.length) return wait();
      this.pause();
      this.dispatchEvent(new Event('ended', { bubbles: true }));
    };
    // Where nothing happened for long, nothing happens here for a while, either.
    const wait = () => (this.#timer = setTimeout(tick, (this.#silence() ? 6 : 1) * 1000 / this.speed));
    wait();
    this.#find('.play').textContent = 'Pause';
  }

  pause() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#find('.play').textContent = 'Play';
    if (this.#trace) this.#speak(true);
  }

  // --- Where a trace comes from ---

  async #load(src) {
    try {
      const url = new URL(src, document.baseURI);
      const get = async (at) => {
        const answer = await fetch(at);
        if (!answer.ok) throw new Error(`${at.pathname}: ${answer.status}`);
        return answer;
      };
      const trace = parse(await (await get(url)).text());
      const sources = await get(new URL('sources.json', url)).then((a) => a.json(), () => null);
      if (this.getAttribute('src') !== src) return; // another one is wanted by now
      this.#sources = sources;
      this.#take(trace, `Recorded with ${trace.about.command}; shown are ${trace.about.window}.`);
    } catch (error) {
      console.warn(`trace-player: ${src}: ${error.message}`); // the picture stays
    }
  }

  async #open(file) {
    if (!file) return;
    try {
      if (file.size > kMostBytes) throw new Error(`${Math.round(file.size / 1e6)} MB are too much to play. Record less: a shorter run, or TRACE_EVENTS=2000.`);
      this.#take(parse(await file.text()), `Your own file, ${file.name}; it has not left your machine.`, true);
    } catch (error) {
      this.#find('.error').textContent = `${file.name}: ${error.message}`; // what was shown before stays
    }
  }

  #take(trace, foot, own) {
    this.pause();
    this.#name = own ? '' : this.getAttribute('src').replace(/^.*\/chapter-|\.json$/g, '');
    this.#trace = trace;
    this.#story = replay(trace);
    this.#told = slices(trace);
    this.#find('.error').textContent = '';
    this.#find('.foot').textContent = `${foot}${blind(trace) ? ` ${BLIND}` : ''}`;
    this.#find('[type=range]').max = this.length;
    this.toggleAttribute('ready', true);
    this.#find('select').value = String(speeds.find((s) => s >= this.speed) ?? speeds.at(-1));
    this.#position = -1;
    this.#view = undefined;
    this.#find('.retake').hidden = !trace.events.some((e) => e.name === 'ProcSteal');
    this.#go(0);
    this.dispatchEvent(new Event('ready', { bubbles: true }));
    this.#follow();
  }

  // The page's address, or a link in its text, names a moment of ours.
  #follow = (hash = location.hash) => {
    const [, name, moment] = /^#trace-(\d+)-(\w+)$/.exec(hash) ?? [];
    const n = this.#trace && name === this.#name ? momentAt(this.#trace, moment) : undefined;
    if (n === undefined) return false;
    this.pause();
    this.#go(n);
    this.#find('.player').focus({ preventScroll: true });
    this.scrollIntoView({ block: 'start', behavior: still.matches ? 'auto' : 'smooth' });
    return true;
  };
  #clicked = (e) => { // once more on the link that the address names already: nothing changes, but it is wanted
    const link = e.composedPath().find((x) => x.matches?.('a[href*="#trace-"]'));
    if (link && link.hash === location.hash) this.#follow(link.hash);
  };
  #name = '';

  // --- Moving ---

  #go(n) {
    if (!this.#trace) return;
    n = Math.min(Math.max(Math.round(n) || 0, 0), this.length);
    if (n === this.#position) return;
    const one = n === this.#position + 1; // a step forward is shown as a move
    this.#position = n;
    const before = structuredClone(this.#story.at(Math.max(0, n - 1)));
    const now = this.#story.at(n);
    this.#drawBoard(before, now, one);
    this.#drawWords(before);
    this.#drawLine();
    this.dispatchEvent(new Event('step', { bubbles: true }));
  }

  #nextRetake() {
    this.pause();
    const all = this.#trace?.events ?? [], at = all.findIndex((e) => e.index >= this.#position && e.name === 'ProcSteal');
    if (at >= 0) this.#go(at + 1);
  }

  // How long nothing is recorded after the event that we are at, if it is a good part of the whole run; or 0.
  #silence() {
    const e = this.#trace.events[this.#position - 1], next = this.#trace.events[this.#position];
    const pause = e && next ? next.time - e.time : 0;
    return pause > (this.#told.end - this.#told.start) / 8 ? pause : 0;
  }

  #key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const inside = e.composedPath()[0]; // the slider, the buttons and the list have keys of their own
    if (inside.matches('select, [type=file], .source') || (inside.matches('button') && e.key === ' ')) return;
    const act = {
      ArrowRight: () => this.step(1), ArrowLeft: () => this.step(-1),
      Home: () => this.step(-this.length), End: () => this.step(this.length),
      ' ': () => (this.#timer ? this.pause() : this.play()), r: () => this.#nextRetake(),
    }[e.key];
    if (!act) return;
    e.preventDefault();
    act();
  }

  #seek(e) {
    const svg = this.#find('.line svg'), { x, width } = svg.getBoundingClientRect();
    const at = (e.clientX - x) / width * svg.viewBox.baseVal.width;
    const { from, to, left, right } = this.#view;
    const time = from + (at - left) / (right - left) * (to - from);
    this.pause();
    const n = this.#trace.events.findIndex((event) => event.time > time);
    this.#go(n < 0 ? this.length : n);
  }
  #view;

  // --- Showing ---

  #find(selector) { return this.shadowRoot.querySelector(selector); }

  // The event that has just happened. While it plays, a screen reader gets a sentence every other second.
  #speak(now) {
    const live = this.#find('.say');
    const wait = this.#timer && !now;
    live.setAttribute('aria-live', wait && performance.now() - this.#spoken < 2000 ? 'off' : 'polite');
    if (live.getAttribute('aria-live') === 'polite') this.#spoken = performance.now();
    if (now) live.textContent = live.textContent; // only a change is read out
  }

  #drawWords(before) {
    const e = this.#trace.events[this.#position - 1];
    this.#find('[type=range]').value = this.#position;
    const time = e ? e.time - this.#trace.events[0].time : 0;
    this.#find('[type=range]').setAttribute('aria-valuetext', `event ${this.#position} of ${this.length}, at ${ms(time)}`);
    this.#find('.count').textContent = `${this.#position} / ${this.length}`;
    this.#find('.back').disabled = this.#position === 0;
    this.#find('.next').disabled = this.#position === this.length;
    this.#find('.retake').disabled = !this.#trace.events.slice(this.#position).some((x) => x.name === 'ProcSteal');
    this.#speak();
    if (!e) {
      this.#find('.say').textContent = 'Press Play, or step with the arrow keys.';
      this.#find('.where').textContent = `${this.length} events in ${ms(this.#told.end - this.#told.start)}.`;
      this.#find('.source').textContent = '';
      return;
    }
    const [path, place] = this.#placeOf(e);
    this.#find('.say').textContent = `${say(this.#trace, e, before)}`;
    const sources = this.getAttribute('sources') ?? document.querySelector('meta[name=sources]')?.content;
    const name = e.file + (place ? `:${place.line}` : '');
    const link = path && sources
      ? `<a target="_self" title="${escape(path)}" href="${escape(sources.replace('*', path))}${place ? `#L${place.line}` : ''}">${escape(name)}</a>` : `<code>${escape(name)}</code>`;
    const here = this.#name ? ` · <a href="#trace-${this.#name}-${this.#position}" title="The address of this page, with the player at this event">link to this event</a>` : '';
    this.#find('.where').innerHTML = `${escape(e.name)} in ${escape(e.function)}, ${link} · ${ms(time)}${here}${this.#silence() ? ` · <strong>and then ${ms(this.#silence())} without a single event</strong>` : ''}`;
    this.#find('.source').innerHTML = place
      ? place.code.map((text, i) => `<span${place.from + i === place.line ? ' class="here"' : ''}>${String(place.from + i).padStart(3)}  ${escape(text)}</span>`).join('')
      : '';
  }

  // [path, { line, from, code }] of an event, if the sources of its chapter are known.
  #placeOf(e) {
    const path = this.#sources?.chapters[this.#trace.chapter]?.[e.file];
    const all = this.#sources?.places[path]?.[e.name] ?? [];
    return [path, all.find((p) => p.arg === e.arg) ?? all[0]];
  }

  #drawBoard(before, s, one) {
    const board = this.#find('.board');
    const chips = () => new Map([...board.querySelectorAll('[data-key]')].map((c) => [c.dataset.key, c]));
    const boxes = new Map([...chips()].map(([key, c]) => [key, c.getBoundingClientRect()]));
    board.innerHTML = html(this.#trace, this.#position ? before : s, s, (g) => this.#trace.role(g, this.#position - 1));
    if (!one || still.matches || this.speed > 12) return;
    for (const [key, chip] of chips()) { // each chip glides from where it was to where it is
      const from = boxes.get(key), to = chip.getBoundingClientRect();
      if (!from || (Math.abs(from.x - to.x) < 1 && Math.abs(from.y - to.y) < 1)) continue;
      chip.animate([{ transform: `translate(${from.x - to.x}px, ${from.y - to.y}px)`, zIndex: 1 }, { transform: 'none' }],
        { duration: Math.min(350, 800 / this.speed), easing: 'ease-in-out' });
    }
  }

  #drawLine() {
    const width = Math.round(Math.max(300, Math.min(1100, this.#find('.line').clientWidth || 700)));
    const e = this.#trace.events[Math.max(0, this.#position - 1)];
    const { start, end } = this.#told;
    let from = start, to = end;
    if (this.#zoom) { // about 40 events around the cursor
      const all = this.#trace.events, i = e.index;
      from = all[Math.max(0, i - 20)].time, to = all[Math.min(all.length - 1, i + 20)].time;
      if (e.time - from > 2 * (to - e.time)) from = e.time - 2 * (to - e.time); // a long pause must not hide the rest
      if (to - e.time > 2 * (e.time - from)) to = e.time + 2 * Math.max(e.time - from, 20);
    }
    const key = [width, from, to].join();
    if (key !== this.#view?.key) this.#drawSlices(key, width, from, to);
    const x = this.#position ? this.#view.x(e.time) : kLeft;
    this.#find('.cursor').setAttribute('transform', `translate(${x})`);
    this.#find('.line svg').setAttribute('aria-label', `Timeline of ${this.#told.lanes.join(', ')}, with a cursor at ${ms(e.time - start)}`);
    this.#find('.zoom').setAttribute('aria-pressed', this.#zoom);
  }

  // Drawn anew only if something else is to be seen; otherwise the cursor moves.
  #drawSlices(key, width, from, to) {
    const t = timeline(this.#trace, { told: this.#told, width, from, to, left: kLeft, right: 6, row: 18, gap: 5 });
    this.#view = { key, from, to, left: kLeft, right: width - 6, x: t.x };
    this.#find('.line').innerHTML = `<svg viewBox="0 0 ${width} ${t.height}" role="img">${t.svg}
<g class="cursor"><path d="M0 18V${t.height}"/><path d="M-5 17h10l-5 7z"/></g></svg>`;
    const entry = (shape, words) => `<span><svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">${shape}</svg>${words}</span>`;
    this.#find('.legend').innerHTML = t.used.map((what) => entry(`<path class="${what}" d="M-6 ${what === 'looks' ? 1 : -6}h12V6h-12z"/>`, WHAT[what])).join('')
      + t.backs.map((how) => entry(`<path class="back${how}" d="${BACK[how][0]}"/>`, BACK[how][1])).join('');
  }
}

if (!customElements.get('trace-player')) customElements.define('trace-player', TracePlayer);
