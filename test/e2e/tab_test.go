package e2e

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

const (
	uiTimeout    = 90 * time.Second // enough for what needs no API call, on a busy computer
	cloudTimeout = 2 * time.Minute  // enough for requests to finish
)

// tab is a page of the browser in a private context, without other tests' cookies.
type tab struct {
	t   *testing.T
	ctx context.Context
	end context.CancelFunc
	app *testApp

	mu     sync.Mutex
	errors []string // errors of the console and the network
}

// open opens a tab in its own browser context.
func open(t *testing.T, to *testApp) *tab {
	t.Helper()
	return newTab(t, to, sharedBrowser.start(t), chromedp.WithNewBrowserContext())
}

// newTabBeside opens a second tab with the same cookies.
func (b *tab) newTabBeside() *tab {
	b.t.Helper()
	return newTab(b.t, b.app, b.ctx)
}

func newTab(t *testing.T, to *testApp, parent context.Context, how ...chromedp.ContextOption) *tab {
	t.Helper()
	b := &tab{t: t, app: to}
	b.ctx, b.end = chromedp.NewContext(parent, append(how, chromedp.WithListener(b.listen))...)
	t.Cleanup(b.end)
	b.do(
		call(network.Enable, network.EnableParams{}),
		call(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}),
	)
	b.size(1440, 900)
	return b
}

// listen records console errors and requests to other hosts, which no page may cause.
func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.errors = append(b.errors, "exception: "+e.ExceptionDetails.Text+" "+describe(e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			var words []string
			for _, a := range e.Args {
				words = append(words, describe(a))
			}
			b.errors = append(b.errors, "console: "+strings.Join(words, " "))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" || e.Entry.Level == "warning" {
			b.errors = append(b.errors, fmt.Sprintf("browser: %s (%s)", e.Entry.Text, e.Entry.URL))
		}
	case *network.EventRequestWillBeSent:
		address := e.Request.URL
		if !strings.HasPrefix(address, b.app.url+"/") && !strings.HasPrefix(address, "data:") {
			b.errors = append(b.errors, "request to another host: "+address)
		}
	}
}

func describe(o *runtime.RemoteObject) string {
	if o == nil {
		return ""
	}
	return strings.TrimSpace(o.Description + " " + string(o.Value))
}

// requireNoErrors requires no errors since the last call, except for those that contain one of expected.
func (b *tab) requireNoErrors(expected ...string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
next:
	for _, trouble := range b.errors {
		for _, e := range expected {
			if strings.Contains(trouble, e) {
				continue next
			}
		}
		b.t.Errorf("the page is not calm: %s", trouble)
	}
	b.errors = nil
}

// visit loads a path and waits for the page.
func (b *tab) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.app.url + path))
}

// logIn logs in by the form on screen, or opens it first, and waits until the contract has been loaded.
func (b *tab) logIn() {
	b.t.Helper()
	b.logInOnly()
	if read := `document.querySelector("#notices").textContent.trim() === ""`; !get[bool](b, read) {
		b.visitUntil(b.path(), "the contract is read", read)
	}
}

// logInOnly logs in without waiting.
func (b *tab) logInOnly() {
	b.t.Helper()
	if !strings.HasPrefix(b.path(), "/login") {
		b.visit("/login")
	}
	b.fill("#username", user)
	b.fill("#password", password)
	b.send("main.login button.primary")
	b.waitFor(uiTimeout, "a user is logged in", `!!document.querySelector("#user-menu")`)
}

// path returns the address without the host.
func (b *tab) path() string {
	b.t.Helper()
	return get[string](b, `location.href.startsWith("http") ? location.pathname + location.search + location.hash : ""`)
}

// size sets the size of the window.
func (b *tab) size(width, height int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height))
}

// colours sets the system's colour scheme, light or dark.
func (b *tab) colours(scheme string) {
	b.t.Helper()
	b.do(call(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	}))
}

// withoutScript disables JavaScript for the following pages.
func (b *tab) withoutScript() {
	b.t.Helper()
	b.do(call(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
}

func quote(s string) string { return strconv.Quote(s) }
