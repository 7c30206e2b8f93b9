package e2e

import (
	"context"
	_ "embed"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

//go:embed axe/axe.min.js
var axe string

// violation is a rule of axe-core that a page breaks.
type violation struct {
	ID, Help string
	Nodes    []struct {
		Target []any
		HTML   string
		Why    string
	}
}

// Colours are wrong during a transition.
const runAxe = `Promise.allSettled(document.getAnimations().filter((a) => a.playState === "running" && a.effect?.getComputedTiming().endTime < Infinity).map((a) => a.finished)).then(() => axe.run(document, {
	runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
	resultTypes: ["violations"],
})).then((r) => r.violations.map((v) => ({
	id: v.id, help: v.help,
	nodes: v.nodes.map((n) => ({ target: n.target, html: n.html.slice(0, 200), why: n.failureSummary })),
})))`

// requireNoViolations requires a page that breaks no rule of axe-core.
func (b *tab) requireNoViolations(page string) {
	b.t.Helper()
	if !get[bool](b, `"axe" in window`) {
		b.do(chromedp.Evaluate[chromedp.Void](axe))
	}
	ctx, cancel := context.WithTimeout(b.ctx, cloudTimeout)
	defer cancel()
	violations, err := chromedp.Run(ctx, chromedp.Evaluate[[]violation](runAxe, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: axe: %v", page, err)
	}
	for _, v := range violations {
		for _, n := range v.Nodes {
			b.t.Errorf("%s: axe %s: %s\n  at %v\n  %s\n  %s", page, v.ID, v.Help, n.Target, n.HTML, n.Why)
		}
	}
}

// takePictures is set by "make screenshots", since pictures take time.
var takePictures = flag.Bool("pictures", false, "take pictures of the pages into screenshots")

// screenshot takes a picture of the screen, if pictures are enabled.
func (b *tab) screenshot(name string) {
	b.t.Helper()
	if *takePictures {
		b.takePicture(name)
	}
}

func (b *tab) takePicture(name string) {
	b.t.Helper()
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Logf("no picture %s: %v", name, err)
		return
	}
	save(b.t, filepath.Join("screenshots", name+".png"), picture)
}

func save(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}
