using System.Text.Json;
using Microsoft.Playwright;

namespace FerCare.Browser.Tests;

/// <summary>A walk through a page with the tab key alone: what cannot be reached, is reached unseen or out of turn, or holds the focus.</summary>
internal static class KeyWalk
{
    // Everything that can be worked and is there to be seen, in the order of the page, and what each looks like without the focus.
    private const string Begin =
        """
        () => {
          const worked = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable=true]';
          const look = e => [e, e.parentElement, e.closest('label')].filter(Boolean).map(n => { const s = getComputedStyle(n); return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.backgroundColor, s.borderColor, s.textDecorationLine].join(); }).join('|');
          const seen = e => e.tabIndex >= 0 && !e.matches(':disabled') && !e.closest('[inert]') && e.checkVisibility({ visibilityProperty: true, opacityProperty: false });
          const name = e => `${e.tagName.toLowerCase()}${e.dataset.testid ? `[${e.dataset.testid}]` : ''} "${(e.getAttribute('aria-label') || e.textContent || e.name || e.id || '').trim().replace(/\s+/g, ' ').slice(0, 40)}"`;
          // A page may have put the focus on its heading: the walk begins before everything.
          const start = document.createElement('span');
          start.tabIndex = -1;
          document.body.prepend(start);
          start.focus();
          const all = [...document.querySelectorAll(worked)].filter(seen);
          const walk = window.keyWalk = { all, looks: all.map(look), order: [], wrong: [], inside: 0, over: false };
          walk.step = () => {
            const now = document.activeElement;
            if (!now || now === document.body || now === document.documentElement) { walk.over ||= walk.order.length > 0; return walk.over; }
            const at = all.indexOf(now);
            // Drawn anew since the walk began.
            if (at < 0) return false;
            if (walk.order[0] === at && walk.order.length > 1) return walk.over = true;
            // A date has its own places for day, month and year.
            if (walk.order.at(-1) === at && now.matches('input[type^=date], input[type=time]') && walk.inside++ < 7) return false;
            if (walk.order.at(-1) === at) { walk.wrong.push(`${name(now)} holds the focus`); return walk.over = true; }
            if (walk.order.length && at < walk.order.at(-1)) walk.wrong.push(`${name(now)} comes after ${name(all[walk.order.at(-1)])}`);
            if (look(now) === walk.looks[at]) walk.wrong.push(`${name(now)} does not show that it has the focus`);
            const box = now.getBoundingClientRect();
            const outside = box.bottom <= 0 || box.right <= 0 || box.top >= innerHeight || box.left >= innerWidth;
            // What the camera sees may lengthen the page while the key is down, after it was scrolled to the focus.
            if (outside && walk.height === document.documentElement.scrollHeight) walk.wrong.push(`${name(now)} has the focus out of sight`);
            walk.order.push(at);
            walk.inside = 0;
            return false;
          };
          addEventListener('keydown', event => event.key === 'Tab' && (walk.height = document.documentElement.scrollHeight), { capture: true });
          addEventListener('keyup', event => event.key === 'Tab' && !walk.over && walk.step(), { capture: true });
          walk.end = () => {
            const reached = new Set(walk.order.map(i => all[i]));
            // Of a group of radio buttons the tab key reaches one, and the arrows the others.
            const group = e => e.type === 'radio' && all.some(o => o.type === 'radio' && o.name === e.name && o.form === e.form && reached.has(o));
            const missed = all.filter(e => e.isConnected && seen(e) && !reached.has(e) && !group(e)).map(e => `${name(e)} is not reached`);
            return { wrong: [...walk.wrong, ...missed, ...(walk.over ? [] : ['the walk does not come to an end'])], count: reached.size };
          };
          return all.length;
        }
        """;

    /// <summary>Walks a page from its beginning to its end; what was wrong, and how many elements were reached.</summary>
    public static async Task<(IReadOnlyList<string> Wrong, int Reached)> ThroughAsync(IPage page)
    {
        var count = await page.EvaluateAsync<int>(Begin);
        for (var pressed = 1; pressed <= count + 20; pressed++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (pressed % 10 == 0 && await page.EvaluateAsync<bool>("() => window.keyWalk.over")) break;
        }

        var end = await page.EvaluateAsync<JsonElement>("() => window.keyWalk.end()");
        return ([.. end.GetProperty("wrong").EnumerateArray().Select(w => w.GetString()!)], end.GetProperty("count").GetInt32());
    }

    /// <summary>Presses the tab key until an element has the focus.</summary>
    public static async Task ToAsync(this IPage page, ILocator wanted, int atMost = 150)
    {
        for (var pressed = 0; pressed < atMost; pressed++)
        {
            if (await wanted.EvaluateAsync<bool>("e => e === document.activeElement")) return;
            await page.Keyboard.PressAsync("Tab");
        }

        throw new InvalidOperationException($"Not reached by {atMost} times Tab: {wanted}");
    }

    /// <summary>Presses the tab key until an element has the focus, and then another key.</summary>
    public static async Task PressAsync(this IPage page, ILocator on, string key)
    {
        await page.ToAsync(on);
        await page.Keyboard.PressAsync(key);
    }
}
