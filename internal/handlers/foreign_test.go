package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"snapdeck/internal/audit"
	"snapdeck/internal/foreign"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
)

// Hostile names: they turn the direction of text, run from right to left, or have nothing visible.
const (
	turned    = "\u202egnp.exe"
	hebrew    = "אבג <b>\"x\"</b> 12"
	invisible = "\u200b\u2800"
)

const (
	hostileDC     = "00000000-0000-4000-8000-00000000000d"
	hostileServer = "00000000-0000-4000-8000-00000000000e"
	hostileVolume = "00000000-0000-4000-8000-0000000000a1"
	hiddenVolume  = "00000000-0000-4000-8000-0000000000a2"
	hostileSnap   = "00000000-0000-4000-8000-0000000000b1"
	hiddenSnap    = "00000000-0000-4000-8000-0000000000b2"
)

// hostileMirror is a contract in which every name, description, label and user is hostile.
type hostileMirror struct{ emptyMirror }

func (hostileMirror) View() *inventory.View {
	made := inventory.Metadata{State: inventory.StateAvailable, CreatedDate: noon.Add(-time.Hour), CreatedBy: hebrew + turned}
	return inventory.NewView(inventory.Listings{
		Datacenters: []inventory.Datacenter{{ID: hostileDC, Name: hebrew + turned, Location: "de/fra", Metadata: made}},
		Volumes: []inventory.Volume{
			{ID: hostileVolume, DatacenterID: hostileDC, Name: hebrew + turned, Type: "HDD", SizeGB: 10, Metadata: made},
			{ID: hiddenVolume, DatacenterID: hostileDC, Name: invisible, Type: "HDD", SizeGB: 10, Metadata: made},
		},
		Servers: []inventory.Server{{ID: hostileServer, DatacenterID: hostileDC, Name: turned + hebrew, Type: "ENTERPRISE", VMState: "RUNNING", VolumeIDs: []string{hostileVolume, hiddenVolume}}},
		Snapshots: []inventory.Snapshot{
			{ID: hostileSnap, Name: turned + hebrew, Location: "de/fra", SizeGB: 10, Metadata: made, Description: inventory.Marker{OperationID: "op", VolumeID: hostileVolume}.Append(hebrew + "\u2066")},
			{ID: hiddenSnap, Name: invisible, Location: "de/fra", SizeGB: 10, Metadata: made, Description: invisible},
		},
		Labels: []inventory.Label{{ResourceType: "snapshot", ResourceID: hostileSnap, Key: turned, Value: hebrew}},
	}, noon)
}

// hostilePages returns the addresses of all pages.
func (d *dashboard) hostilePages() (pages []string) {
	params := strings.NewReplacer(":dc", hostileDC, ":vol", hostileVolume, ":server", hostileServer)
	for _, r := range d.web.Routes() {
		if r.Method != http.MethodGet || strings.ContainsAny(r.Path, "*") || strings.Contains(r.Path, ".") {
			continue
		}
		path := params.Replace(r.Path)
		switch {
		case strings.HasPrefix(path, "/snapshots/"):
			path = strings.ReplaceAll(path, ":id", hostileSnap)
		case strings.HasPrefix(path, "/servers/"):
			path = strings.ReplaceAll(path, ":id", hostileServer)
		case strings.HasPrefix(path, "/batches/"):
			path = strings.ReplaceAll(path, ":id", "batch")
		default:
			path = strings.ReplaceAll(path, ":id", "op")
		}
		pages = append(pages, path)
	}
	return append(pages, "/find?q=%D7%90", "/volumes?q=%D7%90%E2%80%AE", "/volumes?group=server", "/snapshots?group=source", "/audit?q=%D7%90", "/volumes?q=%E2%80%AEx")
}

func TestForeignText_IsIsolatedOnEveryPage(t *testing.T) {
	t.Parallel()
	d := setupOn(t, hostileMirror{})
	d.logIn("ada", password)
	d.record(operation.Operation{
		ID: "op", Kind: operation.CreateSnapshot, State: operation.Failed, DatacenterID: hostileDC, VolumeID: hostileVolume, VolumeName: hebrew + turned,
		Params: operation.CreateParams{Name: turned + hebrew, Description: hebrew}, Actor: turned, Batch: "batch", CreatedAt: noon, UpdatedAt: noon,
		Failure: &operation.Failure{Messages: []inventory.APIMessage{{Code: turned, Text: hebrew + turned}}},
	})
	d.add(audit.Entry{Actor: hebrew, Action: audit.LogIn, Outcome: audit.Done, Detail: turned + hebrew, SnapshotName: turned, SnapshotID: hostileSnap})
	shown := 0
	for _, path := range d.hostilePages() {
		text, response := d.get(path)
		if response.StatusCode != http.StatusOK || !strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
			continue
		}
		document, err := html.Parse(strings.NewReader(text))
		require.NoError(t, err)
		if strings.Contains(text, "אבג") {
			shown++
		}
		requireSafeText(t, path, document)
	}
	require.Greater(t, shown, 12, "pages with hostile names")
}

// requireSafeText requires that text below a node has nothing hidden, and that text from right to left is isolated.
func requireSafeText(t *testing.T, path string, n *html.Node) {
	t.Helper()
	if n.Type == html.ElementNode {
		for _, a := range n.Attr {
			if a.Key == "title" || a.Key == "aria-label" || a.Key == "placeholder" {
				requireVisible(t, path+" "+n.Data+" "+a.Key, a.Val, false)
			}
		}
		if n.Data == "textarea" {
			return
		}
	}
	if n.Type == html.TextNode {
		marked := false
		for p := n.Parent; p != nil; p = p.Parent {
			marked = marked || p.Data == "bdi"
		}
		requireVisible(t, path+" <"+n.Parent.Data+">", n.Data, marked)
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		requireSafeText(t, path, child)
	}
}

func requireVisible(t *testing.T, where, text string, isolated bool) {
	t.Helper()
	depth := 0
	for _, r := range text {
		switch {
		case r == 0x2068:
			depth++
		case r == 0x2069:
			depth--
		case unicode.Is(unicode.Hebrew, r):
			require.True(t, isolated || depth > 0, "%s: %q is not isolated", where, text)
		default:
			require.False(t, unicode.Is(unicode.Cf, r) || r == 0x2800, "%s: %+q has %U", where, text, r)
		}
	}
	require.Zero(t, depth, where)
}

func TestForeignText_NamesWithNothingVisibleCanBeClicked(t *testing.T) {
	t.Parallel()
	d := setupOn(t, hostileMirror{})
	d.logIn("ada", password)
	for path, href := range map[string]string{"/volumes": "/datacenters/" + hostileDC + "/volumes/" + hiddenVolume, "/snapshots": "/snapshots/" + hiddenSnap} {
		text, _ := d.get(path)
		document, err := html.Parse(strings.NewReader(text))
		require.NoError(t, err)
		found := ""
		for n := range document.Descendants() {
			if n.Data != "a" {
				continue
			}
			for _, a := range n.Attr {
				if a.Key == "href" && a.Val == href {
					found += nodeText(n)
				}
			}
		}
		require.Contains(t, found, "(no visible name) "+href[strings.LastIndex(href, "/")+1:], path)
	}
	require.False(t, foreign.Visible(invisible))
}

func nodeText(n *html.Node) (text string) {
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			text += d.Data
		}
	}
	return text
}
