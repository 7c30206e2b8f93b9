package app

import (
	"context"
	"fmt"
	"time"

	"snapdeck/internal/cloud"
	"snapdeck/internal/coverage"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/operation"
	"snapdeck/internal/price"
)

type settings struct{ app *App }

// Configured returns the settings with their origins.
func (s settings) Configured() web.Configured {
	a := s.app
	c := web.Configured{
		Target: coverage.SettingOf(a.config.Target.Age(), *a.target.Load()), Currency: a.config.Currency,
		PollFast: a.config.PollFast, PollWatched: a.config.PollWatched, PollSlow: a.config.PollSlow, BudgetReserve: a.config.BudgetReserve,
		PricesFixed: a.config.Prices.Known(), Prices: *a.prices.Load(), Credentials: web.NoCredentials,
	}
	switch {
	case a.config.Token.Set():
		c.Credentials = web.TokenCredentials
		c.TokenExpires, _ = cloud.TokenExpiry(a.config.Token)
	case a.config.Username != "":
		c.Credentials = web.PasswordCredentials
	}
	for _, v := range a.config.Settings {
		c.Values = append(c.Values, web.ConfiguredValue{Name: v.Variable, Value: v.Value, From: string(v.Origin), Help: v.Help})
		if v.Variable == "SNAPDECK_PRICES" && c.PricesFixed {
			c.Prices = v.Value
		}
	}
	return c
}

// SetTarget stores the contract's target, which is effective at once.
func (s settings) SetTarget(ctx context.Context, by operation.Actor, age time.Duration) error {
	if err := s.app.store.SetTarget(ctx, by.Name, by.Addr, age, s.app.opts.Now()); err != nil {
		return err
	}
	return s.app.readTarget(ctx)
}

// SetPrices stores the prices of snapshots, which are effective from the next view on.
func (s settings) SetPrices(ctx context.Context, by operation.Actor, text string) error {
	if err := s.app.store.SetPrices(ctx, by.Name, by.Addr, text, s.app.opts.Now()); err != nil {
		return err
	}
	return s.app.readPrices(ctx)
}

// readPrices loads the stored prices. Those of the environment win.
func (a *App) readPrices(ctx context.Context) error {
	text, err := a.store.Prices(ctx)
	if err != nil {
		return fmt.Errorf("read the prices: %w", err)
	}
	before := a.prices.Swap(&text)
	if before != nil && *before == text {
		return nil
	}
	if a.config.Prices.Known() {
		if before == nil {
			a.mirror.UsePrices(a.config.Prices)
		}
		return nil
	}
	list := price.List{Currency: a.config.Currency}
	if err := list.UnmarshalText([]byte(text)); err != nil {
		return fmt.Errorf("read the stored prices: %w", err)
	}
	a.mirror.UsePrices(list)
	return nil
}
