package app

import (
	"strconv"

	"snapdeck/internal/cloud"
	"snapdeck/internal/handlers/web"
	"snapdeck/static"
)

func (a *App) handlerDeps(assets *static.Assets) web.Deps {
	return web.Deps{
		Provider:   a.provider,
		Mirror:     a.engineInventory(),
		Inferrer:   a.sources,
		Coverage:   a.report,
		Engine:     a.engine,
		Ledger:     a.ledger,
		AuditLog:   a.store,
		SavedViews: a.store,
		Samples:    a.store,
		Dismissals: a.store,
		TargetSet:  func() bool { return a.config.Target.Age() > 0 || *a.target.Load() != "" },
		Operations: a.operations,
		Sessions:   a.sessions,
		Login:      a.authenticator,
		People:     a.store,
		Assets:     assets,
		Metrics:    a.metrics.Handler(),
		Observer:   a.metrics,
		Database:   a.db,
		Cloud: web.Cloud{
			Endpoint:  a.client.Endpoint(),
			Contract:  a.contractHint(),
			Simulated: a.config.Simulated(),
			Budget:    a.budget,
		},
		Site:            a.site,
		MetricsToken:    a.config.MetricsToken.Reveal(),
		Address:         a.site.Address,
		Scheme:          a.site.Scheme,
		ProviderName:    a.config.OIDCName,
		PublicURL:       a.config.PublicURL,
		SecondFactor:    a.config.SecondFactor,
		ProofAge:        a.config.ProofAge,
		UndoWindow:      a.config.UndoWindow,
		TargetFixed:     a.config.Target.Age() > 0,
		Settings:        settings{a},
		Hold:            a.opts.Timing.Hold,
		ResponseTimeout: a.config.AnswerWithin,
		NameTemplate:    a.config.NameTemplate,
		Zone:            a.config.TimeZone.Location(),
		Version:         a.opts.Version,
		Now:             a.opts.Now,
		Log:             a.log.With("part", "web"),
	}
}

// contractHint is the contract's number if the credentials contain it.
func (a *App) contractHint() string {
	if a.config.ContractNumber != "" {
		return a.config.ContractNumber
	}
	if number, ok := cloud.ContractFromToken(a.config.Token); ok {
		return strconv.FormatInt(number, 10)
	}
	return ""
}

func (a *App) budget() (remaining, limit int, known bool) {
	b := a.client.Budget()
	return b.Remaining, b.Limit, b.Known
}

// registerMetrics registers the metrics that are read at each scrape.
func (a *App) registerMetrics() {
	a.metrics.WatchBudget(a.budget)
	a.metrics.WatchStreams(a.hub.Subscribers)
	a.metrics.WatchOperations(func() map[string]int {
		states := map[string]int{}
		for _, op := range a.operations.All() {
			states[string(op.State)]++
		}
		return states
	})
}
