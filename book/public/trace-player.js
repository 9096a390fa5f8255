// <trace-player src="trace/chapter-5.json"><img src="img/trace-5.svg" alt="…"></trace-player>
//
// Plays a recorded run: what each event means, where every goroutine (G), P and thread (M) is after it, and the
// timeline. Until the recording is here, and on paper, the picture inside is shown. What the events mean is
// told in player/; here is only what one sees and presses.
//
//   ready, length, position     is it here, how many events, after how many of them are we
//   play() pause() step(n)      speed (attribute, too): events a second
//   repository (attribute)      where links into the sources begin: "https://…/blob/main/"; or a
//                               <meta name="repository" content="…">; with neither, no links
//   events: ready, step, ended
import { parse } from './player/read.js';
import { replay } from './player/replay.js';
import { ms, say } from './player/say.js';
import { style } from './player/style.js';
import { BACK, BLIND, WHAT, blind, slices, timeline } from './player/timeline.js';

const html = (s) => String(s).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
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
  <div class="bar">
    <button class="back" aria-label="Previous event" title="Previous event (arrow left)">◀︎</button>
    <button class="play" title="Space">Play</button>
    <button class="next" aria-label="Next event" title="Next event (arrow right)">▶︎</button>
    <div class="slide"><input type="range" min="0" value="0" step="1" aria-label="Position in the run"><span class="count"></span></div>
    <select aria-label="Events per second">${speeds.map((s) => `<option value="${s}">${s} events/s</option>`).join('')}</select>
    <button class="zoom" aria-pressed="false" title="The timeline shows only what is around the cursor">Zoom in</button>
    <label class="file">Open your own trace<input type="file" accept=".json,application/json"></label>
  </div>
  <p class="error" role="alert"></p>
  <div class="told"><p class="say" aria-live="polite"></p><p class="where"></p></div>
  <div class="line"></div>
  <div class="legend"></div>
  <div class="board"></div>
  <div class="source" tabindex="0" role="region" aria-label="The source around this event"></div>
  <p class="foot"></p>
</div>`;
    const on = (selector, event, handler) => this.#find(selector).addEventListener(event, handler);
    on('.back', 'click', () => this.step(-1));
    on('.next', 'click', () => this.step(1));
    on('.play', 'click', () => (this.#timer ? this.pause() : this.play()));
    on('[type=range]', 'input', (e) => (this.pause(), (this.position = +e.target.value)));
    on('select', 'change', (e) => (this.speed = +e.target.value));
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
  }
  disconnectedCallback() {
    this.pause();
    this.#observer.disconnect();
    this.#resize.disconnect();
    this.#scheme.removeEventListener('change', this.#tint);
  }
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
      this.#take(parse(await file.text()), `Your own file, ${file.name}; it has not left your machine.`);
    } catch (error) {
      this.#find('.error').textContent = `${file.name}: ${error.message}`; // what was shown before stays
    }
  }

  #take(trace, foot) {
    this.pause();
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
    this.#go(0);
    this.dispatchEvent(new Event('ready', { bubbles: true }));
  }

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
      ' ': () => (this.#timer ? this.pause() : this.play()),
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
    this.#speak();
    if (!e) {
      this.#find('.say').textContent = 'Press Play, or step with the arrow keys.';
      this.#find('.where').textContent = `${this.length} events in ${ms(this.#told.end - this.#told.start)}.`;
      this.#find('.source').textContent = '';
      return;
    }
    const [path, place] = this.#placeOf(e);
    this.#find('.say').textContent = `${say(this.#trace, e, before)} — ${e.function}, ${e.file}`;
    const base = this.getAttribute('repository') ?? document.querySelector('meta[name=repository]')?.content;
    const name = path ? `${path}${place ? `:${place.line}` : ''}` : e.file;
    const link = path && base
      ? `<a href="${html(base.replace(/\/?$/, '/') + path)}${place ? `#L${place.line}` : ''}">${html(name)}</a>` : `<code>${html(name)}</code>`;
    this.#find('.where').innerHTML = `${html(e.name)} at ${ms(time)} · ${link}${this.#silence() ? ` · <strong>and then ${ms(this.#silence())} without a single event</strong>` : ''}`;
    this.#find('.source').innerHTML = place
      ? place.code.map((text, i) => `<span${place.from + i === place.line ? ' class="here"' : ''}>${String(place.from + i).padStart(3)}  ${html(text)}</span>`).join('')
      : '';
  }

  // [path, { line, from, code }] of an event, if the sources of its chapter are known.
  #placeOf(e) {
    const path = this.#sources?.chapters[this.#trace.chapter]?.[e.file];
    const all = this.#sources?.places[path]?.[e.name] ?? [];
    return [path, all.find((p) => p.arg === e.arg) ?? all[0]];
  }

  #drawBoard(before, s, one) {
    const had = (path) => JSON.stringify(path(before)) !== JSON.stringify(path(s)) && this.#position > 0;
    const G = (id) => `<span class="chip G${had((x) => x.gs[id]?.at) || had((x) => x.gs[id]?.p) ? ' new' : ''}" data-key="G${id}">G${id}</span>`;
    const M = (id) => `<span class="chip M${had((x) => x.ms[id]?.at) || had((x) => x.ms[id]?.p) ? ' new' : ''}" data-key="M${id}">M${id}</span>`;
    const none = (text = 'none') => `<span class="none">${text}</span>`;
    const box = (title, small, changed, inside, more = '') =>
      `<section class="box${changed ? ' new' : ''} ${more}" aria-label="${title}"><div class="title">${title}<small>${small}</small></div><div class="slots">${inside}</div></section>`;
    const slot = (name, inside) => `<div class="slot"><small>${name}</small>${inside}</div>`;
    const single = this.#trace.single;
    const gs = (at) => Object.keys(s.gs).filter((id) => s.gs[id].at === at).map(Number);

    const status = { running: 'running (Prunning)', taken: 'on its way to another thread (Pidle)', idle: 'idle (Pidle)' };
    const ps = Object.entries(s.ps).map(([id, p]) => box(`P${id}`, single ? '' : status[p.status] ?? `left behind by ${p.call ? `G${p.call}'s` : 'a'} system call (Psyscall)`, had((x) => x.ps[id]),
      slot('thread', p.m !== null ? M(p.m) : single && p.g ? M(s.gs[p.g].m) : none('–'))
      + slot('runs', p.g ? G(p.g) : none('–'))
      + (single ? '' : slot('next', p.next ? G(p.next) : none('–')))
      + slot('queue', p.queue.length ? p.queue.slice(0, 20).map(G).join('') + (p.queue.length > 20 ? ` and ${p.queue.length - 20} more` : '') : none('–'))));
    const kernel = gs('kernel').concat(gs('leaving')).map((id) => {
      const g = s.gs[id];
      return `<span class="pair">${g.m !== null ? M(g.m) : ''}${G(id)}<small>${g.p !== null ? `P${g.p} still there` : 'no P'}</small></span>`;
    });
    const placed = new Set([...Object.values(s.ps).map((p) => p.m), ...gs('kernel').concat(gs('leaving')).map((id) => s.gs[id].m)]);
    const idle = Object.keys(s.ms).map(Number).filter((id) => !placed.has(id) && !(single && s.ms[id].g));
    const words = { looks: 'no P', asleep: 'asleep', starts: 'starting', woken: 'waking up', runs: 'no P' };
    const waiting = gs('waiting');
    const many = (list, draw) => list.slice(0, 24).map(draw).join('') + (list.length > 24 ? ` and ${list.length - 24} more` : '');
    const calls = !blind(this.#trace);
    const threads = !single && box('Threads without a P', '', had((x) => Object.values(x.ms).map((m) => m.at)) && idle.some((id) => had((x) => x.ms[id])),
        idle.length ? many(idle, (id) => `<span class="pair">${M(id)}<small>${words[s.ms[id].at] ?? ''}</small></span>`) : none());
    const left = [
      ...ps,
      !single && box('Global queue', '', had((x) => x.global), s.global.length ? many(s.global, G) : none('empty')),
      calls && threads,
    ];
    const right = [
      calls && box('Kernel', 'system calls', had((x) => Object.entries(x.gs).filter(([, g]) => g.at === 'kernel')), many(kernel, (x) => x) || none(), 'kernel'),
      box('Waiting', 'for one another', had((x) => Object.entries(x.gs).filter(([, g]) => g.at === 'waiting')),
        waiting.length ? many(waiting, (id) => `<span class="pair">${G(id)}<small>${html(s.gs[id].why)}</small></span>`) : none()),
      !calls && threads,
      calls && box('sysmon', 'a thread of its own', had((x) => x.sysmon), s.sysmon),
    ];
    const board = this.#find('.board');
    const chips = () => new Map([...board.querySelectorAll('[data-key]')].map((c) => [c.dataset.key, c]));
    const boxes = new Map([...chips()].map(([key, c]) => [key, c.getBoundingClientRect()]));
    board.innerHTML = `<div class="column">${left.filter(Boolean).join('')}</div><div class="column">${right.filter(Boolean).join('')}</div>`;
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
