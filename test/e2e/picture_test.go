//go:build readme

package e2e

import (
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// It takes the picture of the overview; "make screenshots" runs it.
func TestReadme_Picture(t *testing.T) {
	t.Parallel()
	d := start(t, "SNAPDECK_PRICES=*=0.05")
	b := open(t, d)
	b.colours("light")
	b.logIn()
	b.visit("/")
	b.waitFor(cloudTimeout, "all is known", exists(`a[href="/volumes?coverage=late"]`)+` && `+exists(`#live[data-state=live]`))
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	save(t, filepath.Join("..", "..", "docs", "screenshot.png"), picture)
}
