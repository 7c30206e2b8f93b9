package handlers_test

import (
	"fmt"
	"html"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

// numberedMirror is a contract with a number of volumes called 001, 002 and so on.
type numberedMirror struct {
	emptyMirror
	volumes int
}

func (m numberedMirror) View() *inventory.View {
	l := inventory.Listings{Datacenters: []inventory.Datacenter{{ID: "dc", Name: "prod", Location: "de/fra"}}}
	for i := range m.volumes {
		name := fmt.Sprintf("%03d", i+1)
		l.Volumes = append(l.Volumes, inventory.Volume{ID: name, Name: name, DatacenterID: "dc", SizeGB: 1})
	}
	return inventory.NewView(l, noon)
}

func TestPager_Links(t *testing.T) {
	t.Parallel()
	d := setupOn(t, numberedMirror{volumes: 260})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	for address, want := range map[string][]string{
		"/volumes": {
			"1–50 of 260 volumes · 260 GB", `<option value="50" selected>`, `class="icon-button First" aria-disabled="true"`, `class="icon-button Previous" aria-disabled="true"`,
			`href="/volumes?page=2" title="Next page" rel="next"`, `href="/volumes?page=6" title="Last page"`, `name="page" min="1" max="6" value="1"`,
		},
		"/volumes?page=3&per=100&sort=-size&type=": {
			"201–260 of 260 volumes", `<option value="100" selected>`, `href="/volumes?per=100&sort=-size" title="First page"`,
			`href="/volumes?page=2&per=100&sort=-size" title="Previous page" rel="prev"`, `class="icon-button Next" aria-disabled="true"`,
			`<input type="hidden" name="per" value="100"><input type="hidden" name="sort" value="-size"><label><span>Page</span>`,
		},
		"/volumes?per=50":       {`href="/volumes?page=2" title="Next page" rel="next"`}, // the default size is not in the address
		"/volumes?per=70":       {`<option value="70" selected>70</option><option value="100">`},
		"/volumes?per=100000":   {"260 volumes · 260 GB", `<option value="500" selected>`},
		"/volumes?page=7":       {"No such page", "The list ends on page 6.", `href="/volumes?page=6">Last page`},
		"/volumes?page=7&q=259": {"The list ends on page 1.", `href="/volumes?q=259">Last page`},
		"/volumes?page=7&q=no":  {"Nothing matches"},
	} {
		page, response := d.get(address)
		page = strings.ReplaceAll(html.UnescapeString(page), "> <", "><")
		require.Equal(t, http.StatusOK, response.StatusCode, address)
		for _, text := range want {
			require.True(t, strings.Contains(page, text), "%s: %s", address, text)
		}
	}
	page, _ := d.get("/volumes?per=500")
	require.NotContains(t, page, `class="pages"`, "there is one page")
	require.Contains(t, page, `name="per"`, "but it can be made smaller")
}
