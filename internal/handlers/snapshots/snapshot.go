package snapshots

import (
	"context"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"snapdeck/internal/handlers/money"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

func (s *Handlers) snapshot(ctx context.Context, req web.Request) (web.Page, error) {
	return s.snapshotPage(ctx, req, "")
}

func (s *Handlers) snapshotPage(ctx context.Context, req web.Request, notice string) (web.Page, error) {
	snap, err := resource.FindSnapshot(req)
	if err != nil {
		return web.Page{}, err
	}
	p := views.Snapshot{
		Name:           texts.DisplayName(snap.Name, snap.ID),
		Pill:           texts.SnapshotPill(snap.Metadata.State),
		State:          string(snap.Metadata.State),
		Description:    snap.PlainDescription(),
		RawDescription: snap.Description,
		Main:           mainFacts(snap),
		Summary:        summaryFacts(req, snap),
		LatestGood:     isLatestGood(req.View, snap),
		Chain:          s.chainOf(req, snap),
		JSON:           snapshotJSON(req, snap),
		Badges:         s.list.BadgesOf(req, &snap),
		Flags:          flagFacts(snap),
		Metadata:       metadataFacts(req, snap),
		Source:         sourceFacts(req, snap),
		SourcePanel:    s.inferred.Panel(req, snap),
		Notice:         notice,
		Actions:        s.actionsOn(ctx, req, snap),
		Operations:     s.operationsOnSnapshot(req, snap.ID),
	}
	if op, ok := s.Operations.CreationOf(snap.ID); ok {
		shown := s.ops.View(req, op)
		p.LabelNote, shown.Labels = shown.Labels, ""
		p.Operation = &shown
	}
	crumbs := []ui.Link{{Text: "Snapshots", Href: "/snapshots"}, {Text: snap.Location, Href: "/snapshots?location=" + url.QueryEscape(snap.Location)}}
	if source := resource.SourceLink(req.View, snap.ID); source.Href != "" {
		crumbs = append(crumbs, source)
	}
	return web.Page{
		Idle:  snap.Metadata.State.Stable() && !s.hasOpenOperation(snap.ID) && (p.SourcePanel == nil || p.SourcePanel.History.Pill.Tone != "busy"),
		Title: p.Name + " · Snapshots", Nav: "snapshots", Crumbs: append(crumbs, ui.Link{Text: p.Name}),
		Body: func(sh views.PageLayout) templ.Component { return views.SnapshotPage(sh, p) },
		Fragments: []web.Fragment{
			{ID: "title", HTML: views.SnapshotTitle(p)},
			{ID: "operation", HTML: views.SnapshotOperation(p)},
			{ID: "others", HTML: views.SnapshotOperations(p)},
			{ID: "actions", HTML: views.SnapshotActions(p.Actions)},
			{ID: "facts", HTML: views.SnapshotFacts(p)},
			{ID: "flags", HTML: views.SnapshotFlags(p)},
			{ID: "metadata", HTML: views.SnapshotMetadata(p)},
			{ID: "chain", HTML: views.SnapshotChainPanel(p)},
			{ID: "fields", HTML: views.SnapshotFields(p)},
		},
	}, nil
}

func (s *Handlers) hasOpenOperation(snapshotID string) bool {
	return slices.ContainsFunc(s.Operations.OnSnapshot(snapshotID), func(op operation.Operation) bool { return !op.State.Final() })
}

func summaryFacts(req web.Request, snap inventory.Snapshot) []ui.Fact {
	facts := []ui.Fact{
		{Label: "Created", When: new(req.Moment(snap.Metadata.CreatedDate))},
		{Label: "Size", Text: quantity.Size(snap.SizeGB), Title: quantity.Bytes(snap.SizeGB)},
	}
	facts = append(facts, money.CostFact(req.View.Prices, "Cost", req.View.CostOfSnapshot(snap.ID))...)
	return append(facts,
		ui.Fact{Label: "Location", Text: snap.Location, Href: "/snapshots?location=" + url.QueryEscape(snap.Location)},
		ui.Fact{Label: "Created with", Text: req.View.Creator(snap).Creator.Name(), Title: req.View.Creator(snap).Why},
		ui.Fact{Label: "Created by", Text: snap.Metadata.CreatedBy},
	)
}

func mainFacts(s inventory.Snapshot) []ui.Fact {
	return []ui.Fact{
		{Label: "Id", API: "id", Text: s.ID, Copy: true},
		{Label: "API URL", API: "href", Text: s.Href, Copy: true},
		{Label: "Name", API: "name", Text: s.Name, Copy: true},
		{Label: "Description", API: "description", Text: s.PlainDescription(), Copy: true},
		{Label: "Location", API: "location", Text: s.Location, Copy: true},
		{Label: "Size", API: "size", Text: quantity.Size(s.SizeGB), Title: quantity.Bytes(s.SizeGB), Copy: true},
		{Label: "Licence type", API: "licenceType", Text: s.LicenceType, Copy: true},
		{Label: "Application type", API: "applicationType", Text: s.ApplicationType, Copy: true},
		flagFact("Only users with 2FA see it", "secAuthProtection", s.SecAuthProtection),
	}
}

func flagFacts(s inventory.Snapshot) []ui.Fact {
	return []ui.Fact{
		flagFact("Add CPUs while running", "cpuHotPlug", s.CPUHotPlug),
		flagFact("Remove CPUs while running", "cpuHotUnplug", s.CPUHotUnplug),
		flagFact("Add memory while running", "ramHotPlug", s.RAMHotPlug),
		flagFact("Remove memory while running", "ramHotUnplug", s.RAMHotUnplug),
		flagFact("Add network cards while running", "nicHotPlug", s.NICHotPlug),
		flagFact("Remove network cards while running", "nicHotUnplug", s.NICHotUnplug),
		flagFact("Add VirtIO disks while running", "discVirtioHotPlug", s.DiscVirtioHotPlug),
		flagFact("Remove VirtIO disks while running", "discVirtioHotUnplug", s.DiscVirtioHotUnplug),
		flagFact("Add SCSI disks while running", "discScsiHotPlug", s.DiscScsiHotPlug),
		flagFact("Remove SCSI disks while running", "discScsiHotUnplug", s.DiscScsiHotUnplug),
		flagFact("Shows its serial number to the guest", "exposeSerial", s.ExposeSerial),
		flagFact("Needs a legacy BIOS", "requireLegacyBios", s.RequireLegacyBios),
	}
}

func flagFact(label, api string, flag inventory.Flag) ui.Fact {
	f := ui.Fact{Label: label, API: api, Flag: true}
	switch flag {
	case inventory.FlagOn:
		f.Text = "yes"
	case inventory.FlagOff:
		f.Text = "no"
	}
	return f
}

func metadataFacts(req web.Request, s inventory.Snapshot) []ui.Fact {
	m := s.Metadata
	created, modified := req.Moment(m.CreatedDate), req.Moment(m.LastModifiedDate)
	return []ui.Fact{
		{Label: "State", API: "state", Text: string(m.State), Copy: true},
		{Label: "Created", API: "createdDate", When: &created, Text: created.ISO, Copy: true},
		{Label: "Created by", API: "createdBy", Text: m.CreatedBy, Copy: true},
		{Label: "Created by, user id", API: "createdByUserId", Text: m.CreatedByUserID, Copy: true},
		{Label: "Last changed", API: "lastModifiedDate", When: &modified, Text: modified.ISO, Copy: true},
		{Label: "Last changed by", API: "lastModifiedBy", Text: m.LastModifiedBy, Copy: true},
		{Label: "Last changed by, user id", API: "lastModifiedByUserId", Text: m.LastModifiedByUserID, Copy: true},
		{Label: "ETag", API: "etag", Text: m.ETag, Copy: true},
	}
}

// sourceFacts returns where a snapshot came from and how that is known; nil when it is unknown.
func sourceFacts(req web.Request, s inventory.Snapshot) []ui.Fact {
	source := req.View.Source(s.ID)
	if !source.Known() {
		return nil
	}
	vol := resource.SourceLink(req.View, s.ID)
	dc := resource.DatacenterLink(req.View, source.DatacenterID, "")
	by := "labels on the snapshot"
	switch {
	case source.By == inventory.ByRequest:
		by = "the request that created it (certain)"
	case source.By == inventory.ByMarker:
		by = "the marker in its description"
	case source.Confirmed:
		by = "labels on the snapshot, confirmed by a user"
	}
	facts := []ui.Fact{
		{Label: "Volume", Text: vol.Text, Href: vol.Href},
		{Label: "Data center", Text: dc.Text, Href: dc.Href},
		{Label: "Known by", Text: by},
		{Label: "Volume id", Text: source.VolumeID, Copy: true},
	}
	if source.OperationID != "" {
		facts = append(facts, ui.Fact{Label: "Operation", Text: source.OperationID, Href: paths.OperationHref(source.OperationID), Copy: true})
	}
	return facts
}
