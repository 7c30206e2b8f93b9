package createform

import (
	"github.com/google/uuid"

	"snapdeck/internal/handlers/money"
	"snapdeck/internal/handlers/paths"
	"snapdeck/internal/handlers/quotas"
	"snapdeck/internal/handlers/table"
	"snapdeck/internal/handlers/texts"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/inventory"
	"snapdeck/internal/operation"
	"snapdeck/internal/quantity"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// Form returns the form with its defaults.
func (s *Forms) Form(req web.Request, vol inventory.Volume, dc inventory.Datacenter) views.CreateForm {
	quota := quotas.HDD(s.Base, req)
	facts := FactsOf(req.View, vol, s.Operations.OnVolume(vol.ID), quota, req.Now)
	warnings := append(outageWarning(req), facts.Warnings...)
	return views.CreateForm{
		Action:          paths.VolumeHref(dc.ID, vol.ID) + "/snapshots",
		Back:            paths.VolumeHref(dc.ID, vol.ID),
		Key:             uuid.NewString(),
		Volume:          texts.DisplayName(vol.Name, vol.ID),
		Values:          views.CreateValues{Name: operation.ExpandName(s.NameTemplate, vol, dc, req.Now.In(s.Zone))},
		Licences:        LicenceOptions(vol, ""),
		Size:            quantity.Size(vol.SizeGB),
		Cost:            money.Cost(req.View.Prices, req.View.Prices.Of(dc.Location, vol.SizeGB)),
		Quota:           quotas.MeterWith(quota, "This snapshot", vol.SizeGB),
		TypicalDuration: s.ops.TypicalDurationFor(operation.CreateSnapshot, dc.Location, vol.SizeGB),
		Datacenter:      texts.DisplayName(dc.Name, dc.ID) + ", " + dc.Location,
		State:           texts.UnusualPill(texts.StatePill(dc.Metadata.State)),
		Consistency:     facts.consistency,
		Warnings:        warnings,
		Blocked:         facts.blocked,
		MaxName:         inventory.MaxName,
		MaxText:         inventory.MaxDescription,
	}
}

// outageWarning returns a warning while the contract cannot be read.
func outageWarning(req web.Request) []string {
	failure, away := req.Health.ContractFailure()
	if !away {
		return nil
	}
	return []string{"IONOS Cloud could not be read since " + failure.Since.In(req.Zone).Format("15:04 MST") + ". The values here may be out of date, and the snapshot may have to wait."}
}

// LicenceOptions returns the licence types to choose from.
func LicenceOptions(vol inventory.Volume, selected string) []ui.Option {
	as := "As the volume"
	if vol.LicenceType != "" {
		as += " (" + vol.LicenceType + ")"
	}
	return append([]ui.Option{{Text: as, Selected: selected == ""}}, table.OptionsOf(operation.LicenceTypes(), selected)...)
}
