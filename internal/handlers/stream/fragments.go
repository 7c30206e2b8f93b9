package stream

import (
	"context"
	"net/url"

	"github.com/labstack/echo/v4"

	"snapdeck/internal/handlers/rights"
	"snapdeck/internal/handlers/web"
	"snapdeck/internal/live"
	"snapdeck/internal/views"
	"snapdeck/internal/views/ui"
)

// Fragments renders the fragments of a topic's page for its audience, and implements live.Renderer.
func (s *Streams) Fragments(ctx context.Context, topic string) ([]live.Fragment, error) {
	who, address := parseTopic(topic)
	parsed, err := url.ParseRequestURI(address)
	if err != nil {
		return nil, err
	}
	r, params, ok := s.Pages.Match(parsed)
	if !ok {
		return nil, echo.ErrNotFound
	}
	req := s.NewRequest(parsed, params, "")
	p, err := r.Show(ctx, req)
	if err != nil {
		return nil, err
	}
	chrome := s.CommonLayout(ctx, req)
	return s.renderFragments(ctx, who, append(p.Fragments,
		web.Fragment{ID: "problems", HTML: views.Problems(chrome)}, web.Fragment{ID: "notices", HTML: ui.Notices(chrome.Asset, chrome.Notices)},
		web.Fragment{ID: "open-failures-side", HTML: views.OpenFailures("side", chrome.OpenFailures)},
		web.Fragment{ID: "open-failures-phone", HTML: views.OpenFailures("phone", chrome.OpenFailures)}))
}

func (s *Streams) renderFragments(ctx context.Context, who rights.Audience, fragments []web.Fragment) ([]live.Fragment, error) {
	rendered := make([]live.Fragment, 0, len(fragments))
	for _, f := range fragments {
		html, err := web.RenderOne(ctx, f.HTML)
		if err != nil {
			return nil, err
		}
		var rows []live.Fragment
		if f.Rows != nil {
			if rows, err = s.renderFragments(ctx, who, f.Rows()); err != nil {
				return nil, err
			}
		}
		rendered = append(rendered, live.Fragment{ID: f.ID, HTML: s.Usable(s.Rights.Offer(ctx, who, html)), Rows: rows})
	}
	return rendered, nil
}
