package e2e

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// call returns the action of a browser command whose result is not needed.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// do runs actions.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	// The first use of a context creates the tab, whose lifetime must not end with the timeout.
	if err := chromedp.Do(b.ctx); err != nil {
		b.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(b.ctx, cloudTimeout)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// get evaluates an expression in the page.
func get[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := try[T](b, expression)
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

func try[T any](b *tab, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(b.ctx, cloudTimeout)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression))
}

// require requires a condition now.
func (b *tab) require(what, condition string) {
	b.t.Helper()
	if !get[bool](b, condition) {
		b.t.Errorf("not so: %s (%s)", what, condition)
	}
}

// waitFor waits for a condition in a completely loaded page, and returns when it held. The address changes
// before the elements, and these before the scripts.
func (b *tab) waitFor(limit time.Duration, what, condition string) time.Time {
	b.t.Helper()
	var last error
	began := time.Now()
	for deadline := began.Add(limit); time.Now().Before(deadline); time.Sleep(pauseAfter(time.Since(began))) {
		holds, err := try[bool](b, `document.readyState === "complete" && (`+condition+`)`) // fails while another page is being loaded
		if last = err; err == nil && holds {
			return time.Now()
		}
	}
	b.takePicture("failed-" + strings.ReplaceAll(b.t.Name(), "/", "-"))
	text, _ := try[string](b, `location.pathname + "\n" + document.body.innerText`)
	b.t.Fatalf("not within %s: %s (%s) %v\nThe page %.3000s", limit, what, condition, last, text)
	return time.Time{}
}

// pauseAfter returns the pause between two checks of a page, which grows with the time that a check takes from the browser.
func pauseAfter(waited time.Duration) time.Duration {
	return min(25*time.Millisecond+waited/20, 200*time.Millisecond)
}

// waitForText waits for a text in the elements of a selector.
func (b *tab) waitForText(limit time.Duration, selector, text string) time.Time {
	b.t.Helper()
	return b.waitFor(limit, fmt.Sprintf("%s contains %q", selector, text), has(selector, text))
}

// has returns the condition that an element of the selector contains the text.
func has(selector, text string) string {
	return fmt.Sprintf(`[...document.querySelectorAll(%s)].some((e) => e.textContent.replace(/\s+/g, " ").includes(%s))`, quote(selector), quote(text))
}

// exists returns the condition that such an element exists.
func exists(selector string) string {
	return fmt.Sprintf(`!!document.querySelector(%s)`, quote(selector))
}

// there reports whether such an element exists now.
func (b *tab) there(selector string) bool { return get[bool](b, exists(selector)) }

// text returns the text of an element.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return get[string](b, fmt.Sprintf(`document.querySelector(%s).textContent.replace(/\s+/g, " ").trim()`, quote(selector)))
}

// send submits a form, and waits for the next page: the old page may already show the result.
func (b *tab) send(selector string) {
	b.t.Helper()
	b.click(selector)
	b.waitForPage()
}

// waitForPage waits for another page than the one of the last click.
func (b *tab) waitForPage() {
	b.t.Helper()
	b.waitFor(cloudTimeout, "another page is there", `!window.pressed`)
}

// click presses the mouse on an element.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.press("there is something to press at "+selector, fmt.Sprintf(`document.querySelector(%s)`, quote(selector)))
}

// link clicks the link with that text in an element.
func (b *tab) link(within, text string) {
	b.t.Helper()
	b.press("there is a link "+text,
		fmt.Sprintf(`[...document.querySelectorAll(%s)].find((a) => a.textContent.trim() === %s)`, quote(within+" a"), quote(text)))
}

// press presses and releases the mouse on the result of an expression.
func (b *tab) press(what, found string) {
	b.t.Helper()
	b.pressAndHold(what, found)()
}

// reloading is the condition that a page without JavaScript is about to reload, which would remove the pressed
// element.
const reloading = `[...document.querySelectorAll("meta[http-equiv=refresh]")].some((m) =>
	m.content * 1000 - performance.now() + performance.timing.loadEventEnd - performance.timing.navigationStart < 2000)`

// pressAndHold holds the mouse down on the result of an expression, once it is stable and not covered. An
// update may still move it just before; then the mouse is released elsewhere and pressed again.
func (b *tab) pressAndHold(what, found string) (release func()) {
	b.t.Helper()
	find := `(() => {
		const target = ` + found + `;
		if (document.readyState !== "complete" || !target?.checkVisibility() || ` + reloading + `) return [];
		target.scrollIntoView({ block: "center", behavior: "instant" });
		const r = target.getClientRects()[0];
		const point = r ? [r.x + r.width / 2, r.y + r.height / 2] : [];
		const hit = r && document.elementFromPoint(...point);
		return target.contains(hit) || target.control === hit || hit?.control === target ? point : [];
	})()`
	var last []float64
	for deadline := time.Now().Add(uiTimeout); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		point, err := try[[]float64](b, find)
		if err == nil && len(point) == 2 && slices.Equal(point, last) {
			b.do(chromedp.MouseEvent(chromedp.MousePressed, point[0], point[1], chromedp.ButtonLeft, chromedp.ClickCount(1)))
			if hit, err := try[bool](b, isPressed(found)); err == nil && hit {
				return func() {
					b.t.Helper()
					b.do(chromedp.MouseEvent(chromedp.MouseReleased, point[0], point[1], chromedp.ButtonLeft, chromedp.ClickCount(1)))
				}
			}
			b.do(chromedp.MouseEvent(chromedp.MouseReleased, 0, 0, chromedp.ButtonLeft))
			point = nil
		}
		last = point
	}
	b.waitFor(0, what+", at rest and uncovered", find+".length === 2")
	return nil
}

// isPressed returns the condition that the mouse is down on the result of an expression, or on its label. It records
// that in the page.
func isPressed(found string) string {
	return `window.pressed = [` + found + `].some((e) => [e, e?.control, ...(e?.labels ?? [])].some((x) => x?.matches(":active")))`
}

// fill replaces the text of a field by typing.
func (b *tab) fill(selector, text string) {
	b.t.Helper()
	b.do(chromedp.Focus(chromedp.CSS(selector), chromedp.NodeVisible))
	b.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent(kb.Backspace))
	b.write(text)
}

// write types into the focused element. A letter is one event with its text, as from a keyboard: a page that handles the
// key must not get the letter too.
func (b *tab) write(text string) {
	b.t.Helper()
	for _, r := range text {
		key := string(r)
		if unicode.IsControl(r) {
			b.do(chromedp.KeyEvent(key))
			continue
		}
		b.do(
			call(input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: "keyDown", Key: key, Text: key}),
			call(input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: "keyUp", Key: key}),
		)
	}
}

// choose sets a field of the form above the list, as a user does.
func (b *tab) choose(name, value string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		const field = document.querySelector("form[data-filter] [name=%s]");
		field.value = %s;
		field.dispatchEvent(new Event("input", { bubbles: true }));
	})()`, name, quote(value))))
}
