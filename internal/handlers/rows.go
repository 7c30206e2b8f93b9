package handlers

import (
	"github.com/google/uuid"

	"snapdeck/internal/foreign"
	"snapdeck/internal/inventory"
	"snapdeck/internal/views"
)

// statePill shows the state of a data center, volume, server or snapshot.
func statePill(state inventory.State) views.Pill {
	switch state {
	case inventory.StateAvailable, "ACTIVE":
		return views.Pill{Tone: "good", Icon: "check", Label: "Available", Title: "AVAILABLE: nothing is pending"}
	case inventory.StateBusy, "DEPLOYING", "UPDATING":
		return views.Pill{Tone: "busy", Icon: "spin", Label: "Busy", Title: string(state) + ": a change is being made; further ones are queued"}
	case "DESTROYING":
		return views.Pill{Tone: "busy", Icon: "spin", Label: "Being deleted", Title: string(state)}
	case inventory.StateInactive:
		return views.Pill{Tone: "quiet", Icon: "dash", Label: "Inactive", Title: "INACTIVE: de-provisioned"}
	case inventory.StateFailed:
		return views.Pill{Tone: "bad", Icon: "cross", Label: "Failed", Title: "FAILED"}
	case "", inventory.StateUnknown:
		return views.Pill{Tone: "quiet", Icon: "question", Label: "Unknown", Title: "IONOS Cloud gave no state"}
	default:
		return views.Pill{Tone: "quiet", Icon: "question", Label: string(state), Title: "A state that Snapdeck does not know"}
	}
}

// snapshotPill is a snapshot's state; a busy one is being made.
func snapshotPill(state inventory.State) views.Pill {
	if state == inventory.StateBusy {
		return views.Pill{Tone: "busy", Icon: "spin", Label: "Provisioning", Title: "BUSY: IONOS Cloud is working on it"}
	}
	return statePill(state)
}

func vmPill(server inventory.Server) views.Pill {
	switch server.VMState {
	case "RUNNING":
		return views.Pill{Tone: "good", Icon: "check", Label: "Running", Title: server.VMState}
	case "SHUTOFF", "SHUTDOWN":
		return views.Pill{Tone: "quiet", Icon: "dash", Label: "Off", Title: server.VMState}
	case "":
		return views.Pill{Tone: "quiet", Icon: "question", Label: "Unknown", Title: "IONOS Cloud gave no state"}
	default:
		return views.Pill{Tone: "warn", Icon: "alert", Label: server.VMState, Title: server.VMState}
	}
}

// displayName returns a name, or the id for what has none. A name of which nothing can be seen is not shown, so
// that what has it can be found and clicked.
func displayName(name, id string) string {
	switch {
	case name == "":
		return id
	case foreign.Visible(name):
		return name
	case uuid.Validate(id) == nil:
		return "(no visible name) " + id
	default:
		return "(no visible name)"
	}
}

func datacenterLink(v *inventory.View, id, name string) views.Link {
	if dc, ok := v.Datacenter(id); ok {
		return views.Link{Text: displayName(dc.Name, dc.ID), Href: datacenterHref(id)}
	}
	return views.Link{Text: displayName(name, id)}
}

func volumeLink(v *inventory.View, id, name string) views.Link {
	if vol, ok := v.Volume(id); ok {
		return views.Link{Text: displayName(vol.Name, vol.ID), Href: volumeHref(vol.DatacenterID, vol.ID)}
	}
	return views.Link{Text: displayName(name, id)}
}

// sourceLink leads to the volume that a snapshot came from; it is empty when that is unknown.
func sourceLink(v *inventory.View, snapshotID string) views.Link {
	source := v.Source(snapshotID)
	if !source.Known() {
		return views.Link{}
	}
	if _, ok := v.Volume(source.VolumeID); !ok {
		return views.Link{Text: "deleted volume " + shortID(source.VolumeID)}
	}
	return volumeLink(v, source.VolumeID, "")
}

func shortID(id string) string {
	if len(id) > 8 {
		return id[:8] + "…"
	}
	return id
}

// snapshotRow is a snapshot that one chooses among a few.
func (s *Server) snapshotRow(req pageRequest, snap inventory.Snapshot) views.SnapshotRow {
	return views.SnapshotRow{
		ID:        snap.ID,
		Name:      views.Link{Text: displayName(snap.Name, snap.ID), Href: snapshotHref(snap.ID)},
		Pill:      snapshotPill(snap.Metadata.State),
		Size:      views.Size(snap.SizeGB),
		Bytes:     views.Bytes(snap.SizeGB),
		Created:   req.moment(snap.Metadata.CreatedDate),
		CreatedBy: snap.Metadata.CreatedBy,
		Badges:    s.badgesOf(req, &snap),
	}
}

// volumeRow is a volume where it is reviewed.
func volumeRow(req pageRequest, vol inventory.Volume) views.VolumeRow {
	dc, _ := req.view.Datacenter(vol.DatacenterID)
	return views.VolumeRow{
		ID:         vol.ID,
		Name:       views.Link{Text: displayName(vol.Name, vol.ID), Href: volumeHref(vol.DatacenterID, vol.ID)},
		Datacenter: views.Link{Text: displayName(dc.Name, dc.ID), Href: datacenterHref(dc.ID)},
		Location:   dc.Location,
		Pill:       statePill(vol.Metadata.State),
		Size:       views.Size(vol.SizeGB),
		Bytes:      views.Bytes(vol.SizeGB),
	}
}
