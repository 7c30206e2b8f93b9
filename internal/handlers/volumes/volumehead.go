package volumes

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"snapdeck/internal/handlers/export"
	"snapdeck/internal/handlers/money"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/volumelist"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// volumeHead returns the heading of a volume's page: its protection, its main facts and the snapshot to restore.
func (s *Handlers) volumeHead(req web.Request, vol inventory.Volume) views.VolumeHeading {
	h := views.VolumeHeading{Facts: headFacts(req, vol)}
	report := req.Report()
	v, known := report.Of(vol.ID)
	if known && report.Complete {
		p := volumelist.ProtectionOf(req, v)
		h.Protection = &p
	}
	if vol.Metadata.State != inventory.StateAvailable {
		pill := texts.StatePill(vol.Metadata.State)
		h.Pill = &pill
	}
	h.NoRestore = "No snapshot of this volume is known"
	if last := v.LastGood(); last.There() {
		h.NoRestore, h.RestoreLatest = "", paths.SnapshotHref(last.ID)+"/restore"
		h.RestoreTitle = "Restore the newest good snapshot"
		if !last.At.IsZero() {
			h.RestoreTitle += ", " + last.At.In(req.Zone).Format("2006-01-02 15:04 MST")
		}
	}
	return h
}

func headFacts(req web.Request, vol inventory.Volume) []string {
	facts := []string{quantity.SizeOf(vol.SizeGB, vol.Type)}
	servers := req.View.ServersOn(vol.ID)
	for _, server := range servers {
		word := "attached to "
		if server.BootVolumeID == vol.ID || vol.BootServerID == server.ID {
			word = "boots "
		}
		facts = append(facts, word+texts.DisplayName(server.Name, server.ID)+" ("+strings.ToLower(texts.VMPill(server).Label)+")")
	}
	if len(servers) == 0 {
		facts = append(facts, "not attached")
	}
	if cost := costText(req, req.View.SnapshotTotalsOf(vol.ID)); cost != "" {
		facts = append(facts, "snapshots "+cost)
	}
	return facts
}

// costText returns the cost of snapshots; "" without prices or when nothing is known.
func costText(req web.Request, totals inventory.SnapshotTotals) string {
	text := money.Cost(req.View.Prices, totals.Cost)
	switch {
	case !req.View.Prices.Known(), totals.Unknown(), text == "":
		return ""
	case totals.AtLeast:
		return table.AtLeast + text
	default:
		return text
	}
}

// costFact returns the cost of the snapshots of a volume or a data center; none without prices.
func costFact(req web.Request, totals inventory.SnapshotTotals) []ui.Fact {
	if !req.View.Prices.Known() {
		return nil
	}
	text := cmp.Or(costText(req, totals), "unknown")
	if totals.Count == 0 && !totals.AtLeast {
		text = "none"
	}
	return []ui.Fact{{Label: "Cost of its snapshots", Text: text}}
}

// volumeJSON returns a volume as the API describes it.
func volumeJSON(vol inventory.Volume) string {
	text, err := json.MarshalIndent(apiVolume{
		ID: vol.ID, Type: "volume", Href: vol.Href,
		Metadata: apiMetadata{
			ETag: vol.Metadata.ETag, CreatedDate: export.ExactTimestamp(vol.Metadata.CreatedDate), CreatedBy: vol.Metadata.CreatedBy, CreatedByUserID: vol.Metadata.CreatedByUserID,
			LastModifiedDate: export.ExactTimestamp(vol.Metadata.LastModifiedDate), LastModifiedBy: vol.Metadata.LastModifiedBy, LastModifiedByUserID: vol.Metadata.LastModifiedByUserID,
			State: string(vol.Metadata.State),
		},
		Properties: apiVolumeProperties{
			Name: vol.Name, Type: vol.Type, Size: vol.SizeGB, AvailabilityZone: vol.AvailabilityZone, Image: vol.Image, ImageAlias: vol.ImageAlias, Bus: vol.Bus,
			LicenceType: vol.LicenceType, ApplicationType: vol.ApplicationType, BootServer: vol.BootServerID, BootOrder: vol.BootOrder, BackupUnitID: vol.BackupUnitID,
			DeviceNumber: vol.DeviceNumber, PCISlot: vol.PCISlot, CPUHotPlug: flagOf(vol.CPUHotPlug), RAMHotPlug: flagOf(vol.RAMHotPlug), NICHotPlug: flagOf(vol.NICHotPlug),
			NICHotUnplug: flagOf(vol.NICHotUnplug), DiscVirtioHotPlug: flagOf(vol.DiscVirtioHotPlug), DiscVirtioHotUnplug: flagOf(vol.DiscVirtioHotUnplug),
			ExposeSerial: flagOf(vol.ExposeSerial), RequireLegacyBios: flagOf(vol.RequireLegacyBios),
		},
	}, "", "  ")
	if err != nil {
		return "{}"
	}
	return string(text)
}

type apiVolume struct {
	ID         string              `json:"id"`
	Type       string              `json:"type"`
	Href       string              `json:"href,omitempty"`
	Metadata   apiMetadata         `json:"metadata"`
	Properties apiVolumeProperties `json:"properties"`
}

type apiMetadata struct {
	ETag                 string `json:"etag,omitempty"`
	CreatedDate          string `json:"createdDate,omitempty"`
	CreatedBy            string `json:"createdBy,omitempty"`
	CreatedByUserID      string `json:"createdByUserId,omitempty"`
	LastModifiedDate     string `json:"lastModifiedDate,omitempty"`
	LastModifiedBy       string `json:"lastModifiedBy,omitempty"`
	LastModifiedByUserID string `json:"lastModifiedByUserId,omitempty"`
	State                string `json:"state,omitempty"`
}

type apiVolumeProperties struct {
	Name                string  `json:"name"`
	Type                string  `json:"type"`
	Size                float64 `json:"size"`
	AvailabilityZone    string  `json:"availabilityZone,omitempty"`
	Image               string  `json:"image,omitempty"`
	ImageAlias          string  `json:"imageAlias,omitempty"`
	Bus                 string  `json:"bus,omitempty"`
	LicenceType         string  `json:"licenceType,omitempty"`
	ApplicationType     string  `json:"applicationType,omitempty"`
	CPUHotPlug          *bool   `json:"cpuHotPlug,omitempty"`
	RAMHotPlug          *bool   `json:"ramHotPlug,omitempty"`
	NICHotPlug          *bool   `json:"nicHotPlug,omitempty"`
	NICHotUnplug        *bool   `json:"nicHotUnplug,omitempty"`
	DiscVirtioHotPlug   *bool   `json:"discVirtioHotPlug,omitempty"`
	DiscVirtioHotUnplug *bool   `json:"discVirtioHotUnplug,omitempty"`
	ExposeSerial        *bool   `json:"exposeSerial,omitempty"`
	RequireLegacyBios   *bool   `json:"requireLegacyBios,omitempty"`
	DeviceNumber        int64   `json:"deviceNumber,omitempty"`
	PCISlot             int32   `json:"pciSlot,omitempty"`
	BootServer          string  `json:"bootServer,omitempty"`
	BootOrder           string  `json:"bootOrder,omitempty"`
	BackupUnitID        string  `json:"backupunitId,omitempty"`
}

func flagOf(f inventory.Flag) *bool {
	if f == inventory.FlagUnknown {
		return nil
	}
	on := f == inventory.FlagOn
	return &on
}

// clockText returns the time of day, with the date when that is not today: "today 16:20", "25 Nov 06:38".
func clockText(t, now time.Time, zone *time.Location) string {
	t, now = t.In(zone), now.In(zone)
	switch {
	case t.Year() != now.Year():
		return t.Format("2 Jan 2006 15:04")
	case t.YearDay() != now.YearDay():
		return t.Format("2 Jan 15:04")
	default:
		return "today " + t.Format("15:04")
	}
}
