package restores

import (
	"context"

	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/problem"
	"snapdeck/internal/handlers/resource"
	"snapdeck/internal/handlers/sets"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/views/ui"
)

func (s *Handlers) serverSet(ctx context.Context, req web.Request) (setPageData, error) {
	server, dc, err := resource.FindServer(req)
	if err != nil {
		return setPageData{}, err
	}
	foundSets, err := sets.OfServer(ctx, s.Base, req, server)
	if err != nil {
		return setPageData{}, err
	}
	home := resource.ServerLink(server)
	for _, one := range foundSets {
		if one.ID != req.Params["set"] {
			continue
		}
		all := memberSet(req.View, one, dc.ID)
		crumbs := resource.ServerCrumbs(dc, server)
		crumbs[len(crumbs)-1].Href = home.Href
		return setPageData{
			Set: all, origin: setOrigin(one), missing: missingFrom(req.View, all, server.VolumeIDs), server: home.Text, open: sets.OpenMembers(one), name: home.Text, nav: "servers", formAction: paths.ServerSetHref(server, one.ID), back: home.Href,
			facts:  append(setFacts(req, all, max(len(server.VolumeIDs), len(one.Members))), setOriginFact(one), ui.Fact{Label: home.Text, Pill: new(texts.VMPill(server))}),
			crumbs: append(crumbs, ui.Link{Text: "Set"}),
		}, nil
	}
	return setPageData{}, problem.NotFound{Subject: "Set " + req.Params["set"], List: home.Text, Href: home.Href}
}

func memberSet(v *inventory.View, one operation.Set, datacenterID string) sets.Set {
	all := sets.Set{DatacenterID: datacenterID}
	for _, m := range one.Members {
		all.AddVolume(v, m.VolumeID, m.Creation.VolumeName, m.Snapshot.ID)
	}
	return all
}

// setOrigin returns the parameter that says how the set was recognised.
func setOrigin(one operation.Set) string {
	if one.Batch == "" {
		return byTimes
	}
	return byBatch
}

func setOriginFact(one operation.Set) ui.Fact {
	if one.Batch == "" {
		return ui.Fact{Label: "Known by", Text: "their times; Snapdeck did not request them as one set"}
	}
	return ui.Fact{Label: "Requested", Text: "as one batch by " + one.Members[0].Creation.Actor, Href: paths.BatchHref(one.Batch)}
}
