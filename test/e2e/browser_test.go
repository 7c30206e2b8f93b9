package e2e

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// sharedBrowser is the browser of all tests. It starts with the first test that needs it.
var sharedBrowser browser

type browser struct {
	once    sync.Once
	ctx     context.Context
	end     func()
	profile string
	err     error
}

// start returns the context of the running browser.
func (b *browser) start(t *testing.T) context.Context {
	t.Helper()
	b.once.Do(b.launch)
	if b.err != nil {
		t.Fatal(b.err)
	}
	return b.ctx
}

func (b *browser) launch() {
	binary := findChromium()
	if binary == "" {
		b.err = errors.New("Chromium is needed: make browser installs it") //nolint:staticcheck // a sentence for people
		return
	}
	if b.profile, b.err = os.MkdirTemp("", "snapdeck-e2e-"); b.err != nil {
		return
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(binary), chromedp.UserDataDir(b.profile), chromedp.WindowSize(1440, 900), chromedp.WSURLReadTimeout(cloudTimeout),
	}
	for _, name := range []string{
		"headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "no-default-browser-check",
		"disable-background-networking", "disable-component-update", "disable-sync", "disable-extensions",
		"disable-dev-shm-usage", "disable-background-timer-throttling", "disable-renderer-backgrounding",
		"disable-backgrounding-occluded-windows", "hide-scrollbars",
	} {
		options = append(options, chromedp.Flag(name, true))
	}
	options = append(options, chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("password-store", "basic"))
	allocator, endAll := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, endBrowser := chromedp.NewContext(allocator)
	b.ctx, b.end = ctx, func() { endBrowser(); endAll() }
	if err := chromedp.Do(ctx); err != nil {
		b.err = fmt.Errorf("start %s: %w", binary, err)
	}
}

func findChromium() string {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(cmp.Or(name, "-")); err == nil {
			return path
		}
	}
	return ""
}

// stop stops the browser and makes sure that none of its processes is left.
func (b *browser) stop() error {
	if b.profile == "" {
		return nil
	}
	if b.end != nil {
		b.end()
	}
	var left []string
	for deadline := time.Now().Add(uiTimeout); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if left = b.processes(); len(left) == 0 {
			return os.RemoveAll(b.profile)
		}
	}
	return fmt.Errorf("these processes are still there: %v", left)
}

// processes returns those that use the browser's profile; none without /proc.
func (b *browser) processes() []string {
	var found []string
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, line := range lines {
		if text, err := os.ReadFile(line); err == nil && bytes.Contains(text, []byte(b.profile)) {
			found = append(found, line)
		}
	}
	return found
}
