package app

import (
	"strconv"

	"snapdeck/internal/cloud"
	"snapdeck/internal/handlers"
	"snapdeck/static"
)

// handlerDeps gathers what the pages need.
func (a *App) handlerDeps(assets *static.Assets) handlers.Deps {
	return handlers.Deps{
		Mirror:     a.knowledge(),
		Inferrer:   a.sources,
		Engine:     a.engine,
		Ledger:     a.ledger,
		AuditLog:   a.store,
		SavedViews: a.store,
		Operations: a.operations,
		Sessions:   a.auth.sessions,
		Login:      a.auth.authenticator,
		Assets:     assets,
		Metrics:    a.metrics.Handler(),
		Observer:   a.metrics,
		Database:   a.db,
		Cloud: handlers.Cloud{
			Endpoint:  a.client.Endpoint(),
			Contract:  a.contractHint(),
			Simulated: a.config.Simulated(),
			Budget:    a.budget,
		},
		Site:            a.site,
		MetricsToken:    a.config.MetricsToken.Reveal(),
		Address:         a.site.Address,
		Scheme:          a.site.Scheme,
		UndoWindow:      a.config.UndoWindow,
		Hold:            a.opts.Timing.Hold,
		ResponseTimeout: a.config.AnswerWithin,
		NameTemplate:    a.config.NameTemplate,
		Zone:            a.config.TimeZone.Location(),
		Version:         a.opts.Version,
		Now:             a.opts.Now,
		Log:             a.log.With("part", "web"),
	}
}

// contractHint is the contract's number as far as the credentials tell it without a call.
func (a *App) contractHint() string {
	if a.config.ContractNumber != "" {
		return a.config.ContractNumber
	}
	if number, ok := cloud.ContractFromToken(cloud.NewSecret(a.config.Token.Reveal())); ok {
		return strconv.FormatInt(number, 10)
	}
	return ""
}

func (a *App) budget() (remaining, limit int, known bool) {
	b := a.client.Budget()
	return b.Remaining, b.Limit, b.Known
}

// registerMetrics lets the metrics read what changes by itself.
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
