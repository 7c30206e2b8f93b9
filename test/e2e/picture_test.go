//go:build readme

package e2e

import (
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestReadme_Picture takes the picture of a volume's page; "make screenshots" runs it.
func TestReadme_Picture(t *testing.T) {
	t.Parallel()
	d := newApp(t, 1)
	_, page := d.volume(t, "staging-txl", "stage-db-01-data")
	b := open(t, d)
	b.colours("light")
	b.logIn()
	b.visit(page + "/create")
	b.send("form.form button.primary")
	b.waitForText(cloudTimeout, "#operations .pill", "Provisioning")
	b.waitFor(uiTimeout, "all is well", exists(`#live[data-state=live]`))
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	save(t, filepath.Join("..", "..", "docs", "screenshot.png"), picture)
}
