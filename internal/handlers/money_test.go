package handlers_test

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/price"
)

// limitedMirror is a small contract with limits and, optionally, prices.
type limitedMirror struct {
	emptyMirror
	prices price.List
}

func (l limitedMirror) View() *inventory.View {
	made := inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon.Add(-48 * time.Hour)}
	marked := func(volume string) string { return inventory.Marker{OperationID: "op", VolumeID: volume}.Append("") }
	return inventory.NewView(inventory.Listings{
		Contract: inventory.Contract{Limits: inventory.Limits{HDDPerContractMB: 500 << 10, HDDProvisionedMB: 260 << 10, SSDPerContractMB: 1000 << 10}},
		Datacenters: []inventory.Datacenter{
			{ID: "dc-a", Name: "prod", Location: "de/fra", Metadata: made}, {ID: "dc-b", Name: "vegas", Location: "us/las", Metadata: made},
		},
		Volumes: []inventory.Volume{
			{ID: "v-db", DatacenterID: "dc-a", Name: "db", Type: "SSD", SizeGB: 100, Metadata: made},
			{ID: "v-web", DatacenterID: "dc-a", Name: "web", Type: "HDD", SizeGB: 40, Metadata: made},
			{ID: "v-us", DatacenterID: "dc-b", Name: "us", Type: "HDD", SizeGB: 50, Metadata: made},
		},
		Snapshots: []inventory.Snapshot{
			{ID: "sn-1", Name: "first", Location: "de/fra", SizeGB: 100, Description: marked("v-db"), Metadata: made},
			{ID: "sn-2", Name: "second", Location: "de/fra", SizeGB: 148, Description: marked("v-db"), Metadata: made},
			{ID: "sn-us", Name: "third", Location: "us/las", SizeGB: 7, Description: marked("v-us"), Metadata: made},
		},
		Prices: l.prices,
	}, noon)
}

// newPricedDashboard returns a dashboard with prices for Frankfurt.
func newPricedDashboard(t *testing.T, prices string, ops ...operation.Operation) *dashboard {
	t.Helper()
	list := price.List{Currency: "EUR"}
	require.NoError(t, list.UnmarshalText([]byte(prices)))
	d := setupOn(t, limitedMirror{prices: list}, func(deps *web.Deps) {
		deps.Operations = operation.NewCache(ops...)
		deps.Cloud.Budget = func() (remaining, limit int, known bool) { return 0, 0, false }
	})
	require.Equal(t, http.StatusSeeOther, d.logIn("ada", password))
	return d
}

var tags = regexp.MustCompile(`<[^>]*>`)

// textOf returns the text of a page without its markup.
func textOf(page string) string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(page, " "))), " ")
}

// costPages returns the pages that show costs, and the text of each.
func costPages() map[string][]string {
	return map[string][]string{
		"/":                                     {"Cost of snapshots ≥ 12.40 EUR a month", "No price is set for us/las."},
		"/snapshots/sn-1":                       {"Cost 5.00 EUR a month"},
		"/snapshots/sn-us":                      {"Cost no price is set for us/las"},
		"/snapshots/sn-2/delete":                {"Saves 7.40 EUR a month", "HDD quota, before → after 260 GB → 112 GB of 500 GB"},
		"/datacenters/dc-a":                     {"Cost of its snapshots 12.40 EUR a month"},
		"/datacenters/dc-a/volumes/v-db":        {"Cost of its snapshots 12.40 EUR a month", "Cost 5.00 EUR a month , until it is deleted"},
		"/datacenters/dc-a/volumes/v-web":       {"Cost of its snapshots none"},
		"/datacenters/dc-a/volumes/v-db/create": {"Cost 5.00 EUR a month , until it is deleted"},
	}
}

func TestCosts_OnAllSnapshotPages(t *testing.T) {
	t.Parallel()
	d := newPricedDashboard(t, "de/fra=0.05")
	for address, wants := range costPages() {
		page, response := d.get(address)
		require.Equal(t, http.StatusOK, response.StatusCode, address)
		for _, want := range wants {
			require.Contains(t, textOf(page), want, address)
		}
	}
	review := d.reviewOfBatch(url.Values{"vol": {"v-db", "v-web", "v-us"}})
	require.Contains(t, review, "Cost, until deleted 7.00 EUR a month, without us/las")
	deletion, _ := d.review("delete", url.Values{"snap": {"sn-1", "sn-2"}})
	require.Contains(t, textOf(deletion), "Saves 12.40 EUR a month")
}

func TestCosts_ListColumn(t *testing.T) {
	t.Parallel()
	d := newPricedDashboard(t, "de/fra=0.05")
	for address, want := range map[string]string{
		"/snapshots?sort=-cost":                     "sn-2 sn-1 sn-us",
		"/snapshots?sort=cost":                      "sn-us sn-1 sn-2",
		"/volumes?sort=-cost":                       "v-db v-web v-us",
		"/datacenters?sort=cost":                    "dc-b dc-a",
		"/datacenters/dc-a?sort=cost":               "v-web v-db",
		"/datacenters/dc-a/volumes/v-db?sort=-cost": "sn-2 sn-1",
	} {
		page, _ := d.get(address)
		require.Equal(t, want, rowIDs(page), address)
		require.Contains(t, strings.ReplaceAll(columnHeadings(page), "\u00a0", " "), "EUR / month", address)
	}
	for address, want := range map[string]string{
		"/snapshots":                     "3 snapshots · 255 GB · 12.40 EUR a month, without us/las",
		"/snapshots?q=first":             "1 snapshot · 100 GB · 5.00 EUR a month",
		"/snapshots?location=us%2Flas":   "1 snapshot · 7 GB",
		"/volumes":                       "3 volumes · 190 GB · 12.40 EUR a month, without us/las",
		"/datacenters/dc-a/volumes/v-db": "2 restore points · 248 GB · 12.40 EUR a month",
	} {
		page, _ := d.get(address)
		require.Regexp(t, regexp.QuoteMeta(want)+`( |$)`, textOf(page), address)
	}
	page, _ := d.get("/snapshots?location=us%2Flas")
	require.NotContains(t, textOf(page), "7 GB ·")
	require.Contains(t, textOf(page), "no price")
}

func TestCosts_ExactInExports(t *testing.T) {
	t.Parallel()
	d := newPricedDashboard(t, "de/fra=0.0333")
	text, _ := d.get("/snapshots.csv?sort=-cost")
	require.Contains(t, text, `,"cost30Days","currency"`+"\n")
	require.Contains(t, text, `,"4.9284","EUR"`+"\n")
	require.Contains(t, text, `,"","EUR"`+"\n", "a location without a price")
	text, _ = d.get("/snapshots.json")
	require.Contains(t, text, `"cost30Days":3.33,`)
	require.Contains(t, text, `"cost30Days":null,`)
	text, _ = d.get("/volumes.json")
	require.Contains(t, text, `"cost30Days":8.2584,`)
	require.Contains(t, text, `"cost30Days":0,`)
	require.Contains(t, text, `"currency":"EUR"`)
}

func TestCosts_HiddenWithoutPrices(t *testing.T) {
	t.Parallel()
	d := newPricedDashboard(t, "")
	pages := costPages()
	pages["/snapshots"], pages["/volumes"], pages["/datacenters"] = nil, nil, nil
	for address := range pages {
		page, response := d.get(address)
		require.Equal(t, http.StatusOK, response.StatusCode, address)
		for _, hint := range []string{"EUR", "Cost", "cost", "price"} {
			require.NotContains(t, textOf(page), hint, address)
		}
	}
	require.NotContains(t, d.reviewOfBatch(url.Values{"vol": {"v-db"}}), "Cost")
	for _, file := range []string{"/snapshots.csv", "/snapshots.json", "/volumes.csv", "/volumes.json"} {
		text, _ := d.get(file)
		require.NotContains(t, strings.ToLower(text), "cost", file)
	}
}

// reviewOfBatch sends the form of a batch and returns the text of its review.
func (d *dashboard) reviewOfBatch(form url.Values) string {
	d.Helper()
	response, err := d.client.PostForm(d.url+"/bulk", form)
	require.NoError(d, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(d, err)
	return textOf(string(body))
}
