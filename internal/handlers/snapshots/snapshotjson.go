package snapshots

import (
	"encoding/json"
	"slices"

	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views/ui"
)

// snapshotJSON returns a snapshot as the API describes it, without the fields that are not set.
func snapshotJSON(req web.Request, snap inventory.Snapshot) string {
	object := map[string]any{"id": snap.ID, "type": "snapshot", "href": snap.Href}
	properties, metadata := map[string]any{}, map[string]any{}
	for _, f := range slices.Concat(mainFacts(snap), flagFacts(snap)) {
		if f.Text != "" && f.API != "id" && f.API != "href" {
			properties[f.API] = apiValue(f)
		}
	}
	properties["size"], properties["description"] = snap.SizeGB, snap.Description
	for _, f := range metadataFacts(req, snap) {
		if f.Text != "" {
			metadata[f.API] = f.Text
		}
	}
	object["properties"], object["metadata"] = properties, metadata
	text, err := json.MarshalIndent(object, "", "  ")
	if err != nil {
		return ""
	}
	return string(text)
}

// apiValue returns a fact as the API's type, with a boolean for what is on or off.
func apiValue(f ui.Fact) any {
	switch {
	case f.Flag && f.Text == "yes":
		return true
	case f.Flag && f.Text == "no":
		return false
	default:
		return f.Text
	}
}
