package ui

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// tableRow is a row of a list. It is no template, since a long list has hundreds of them, each of a dozen cells.
func tableRow(headers []Column, r Row) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		b := &rowWriter{}
		b.template = func(c templ.Component) error { return c.Render(ctx, b) }
		b.Grow(2048)
		b.write(`<tr id="row-`, templ.EscapeString(r.ID), `">`)
		for i := range r.Cells {
			b.cell(headers, r, i)
		}
		b.write("</tr>")
		if b.err != nil {
			return b.err
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// rowWriter writes a row as HTML.
type rowWriter struct {
	strings.Builder
	template func(templ.Component) error // renders one into the row
	err      error
}

func (b *rowWriter) write(pieces ...string) {
	for _, p := range pieces {
		b.WriteString(p)
	}
}

// attribute writes an attribute, unless it is empty.
func (b *rowWriter) attribute(name, value string) {
	if value != "" {
		b.write(" ", name, `="`, templ.EscapeString(value), `"`)
	}
}

func (b *rowWriter) href(address string) {
	b.write(` href="`, templ.EscapeString(string(templ.URL(address))), `"`)
}

// render writes what is a template.
func (b *rowWriter) render(c templ.Component) {
	if err := b.template(c); err != nil && b.err == nil {
		b.err = err
	}
}

func (b *rowWriter) cell(headers []Column, r Row, i int) {
	h, c := &headers[i], &r.Cells[i]
	b.write("<td")
	b.attribute("class", h.css())
	b.attribute("data-label", h.InlineLabel)
	b.attribute("data-right", h.Right)
	b.write(">")
	if h.Class == "main" {
		b.write(`<div class="`, "first", `">`)
		b.content(c, true)
		b.write("</div>")
		b.secondLine(headers, r)
	} else {
		b.content(c, false)
	}
	b.write("</td>")
}

func (b *rowWriter) content(c *Cell, main bool) {
	if c.Check != nil {
		b.write("<label><input type=\"checkbox\"")
		b.attribute("name", c.Check.Name)
		b.attribute("value", c.Check.Value)
		b.attribute("form", c.Check.Form)
		b.attribute("aria-label", "Select "+c.Check.Label)
		b.write("></label>")
	}
	if c.Text != "" {
		b.text(c, main)
	}
	if c.Drawing != nil {
		c.Drawing.Draw(&b.Builder)
	}
	for _, p := range c.Pills {
		b.render(StatePill(p))
	}
	if c.Badges != nil {
		b.render(c.Badges)
	}
	for _, t := range c.Tags {
		b.tag(t)
	}
	if c.When != nil {
		b.render(When(*c.When))
	}
	if c.Note != "" {
		b.write(`<span class="`, "small muted", `">`, templ.EscapeString(c.Note), "</span>")
	}
	if c.Button != nil {
		b.write(`<a class="`, "button small", `"`)
		b.button(c.Button)
		b.write(">", templ.EscapeString(c.Button.Text), "</a>")
	}
	if c.Actions != nil {
		b.actions(c.Actions)
	}
}

// text writes the text of a cell. The name of a row may be cut, so that it is said whole on hover.
func (b *rowWriter) text(c *Cell, main bool) {
	text := templ.EscapeString(c.Text)
	switch {
	case c.Href != "" && main:
		b.write(`<a class="`, "name", `"`)
		b.href(c.Href)
		b.write(` title="`, text, `" data-open>`, text, "</a>")
	case c.Href != "":
		b.write("<a")
		b.href(c.Href)
		b.attribute("title", c.Title)
		b.write(">", text, "</a>")
	case c.Code:
		b.write("<code>", text, "</code>")
	default:
		b.write("<span")
		if c.Muted {
			b.attribute("class", "muted")
		}
		b.attribute("title", c.Title)
		b.write(">", text, "</span>")
	}
}

func (b *rowWriter) tag(l Link) {
	if l.Href == "" {
		b.write(`<span class="`, "tag", `">`, templ.EscapeString(l.Text), "</span>")
		return
	}
	b.write(`<a class="`, "tag", `"`)
	b.href(l.Href)
	b.attribute("title", l.Text)
	b.write(">", templ.EscapeString(l.Text), "</a>")
}

func (b *rowWriter) button(l *Button) {
	b.href(l.Href)
	b.attribute("aria-label", l.Label)
	if l.Create {
		b.write(" data-create")
	}
}

// actions writes what can be done with a row, in little room.
func (b *rowWriter) actions(a *RowActions) {
	b.write(`<div class="`, "row-actions", `">`)
	if a.Primary != nil {
		b.write(`<a class="`, "icon-button", `"`)
		b.button(a.Primary)
		b.attribute("title", a.Primary.Text)
		b.write(`><span class="glyph `, a.Glyph, `" aria-hidden="true"></span></a>`)
	}
	if len(a.Menu) > 0 {
		b.write(`<details class="menu"><summary class="`, "icon-button", `" title="More"`)
		b.attribute("aria-label", "More for "+a.Subject)
		b.write(`><span class="`, "glyph dots", `" aria-hidden="true"></span></summary><ul class="`, "pop entries", `">`)
		for _, l := range a.Menu {
			b.write("<li")
			b.attribute("data-right", l.Right)
			b.write("><a")
			b.href(l.Href)
			b.write(">", templ.EscapeString(l.Text), "</a></li>")
		}
		b.write("</ul></details>")
	}
	b.write("</div>")
}

// secondLine writes what stands below the name of a row where its columns have no room, those that go first at the
// beginning.
func (b *rowWriter) secondLine(headers []Column, r Row) {
	begun := false
	for drop, class := range lineClasses() {
		if drop == 0 {
			continue // such a column never goes
		}
		for i := range r.Cells {
			text := r.Cells[i].second()
			if headers[i].Drop != drop || text == "" || text == "—" {
				continue
			}
			if headers[i].Class == "num" && headers[i].InlineLabel != "" {
				text += " " + headers[i].InlineLabel
			}
			if !begun {
				b.write(`<div class="`, "second", `">`)
				begun = true
			}
			b.write(`<span class="`, class)
			if r.Cells[i].isName() {
				b.write(" ", "may-clip")
			}
			b.write(`">`, templ.EscapeString(text), "</span>")
		}
	}
	if begun {
		b.write("</div>")
	}
}

// dropClasses are the classes of columns by when they go, and lineClasses those of what stands below the name
// instead.
func dropClasses() [4]string { return [4]string{"", "drop1", "drop2", "drop3"} }

func lineClasses() [4]string { return [4]string{"", "if1", "if2", "if3"} }

// css are the classes of the cells of a column.
func (c Column) css() string {
	drop := dropClasses()[c.Drop]
	if c.Class == "" || drop == "" {
		return c.Class + drop
	}
	return c.Class + " " + drop
}

// second is what a cell says below the name of its row, where its column has no room.
func (c *Cell) second() string {
	switch {
	case c.Muted: // there is nothing
		return ""
	case c.Text != "":
		return c.Text
	case len(c.Tags) == 1:
		return c.Tags[0].Text
	case len(c.Tags) > 0:
		names := make([]string, 0, len(c.Tags))
		for _, t := range c.Tags {
			names = append(names, t.Text)
		}
		return strings.Join(names, ", ")
	case len(c.Pills) > 0:
		return c.Pills[0].Label
	case c.When != nil:
		return c.When.Ago
	default:
		return ""
	}
}

// isName reports whether a cell shows names, which may be cut where there is little room.
func (c *Cell) isName() bool { return c.Href != "" || len(c.Tags) > 0 }
