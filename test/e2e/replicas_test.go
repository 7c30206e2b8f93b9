package e2e

import (
	"testing"
	"time"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/store/postgrestest"
	"snapdeck/test/app"
)

// A request to one replica shows live on a page of the other, which finishes it when the first is killed.
func TestReplicas_WorkAsOneAndTakeOver(t *testing.T) {
	t.Parallel()
	sim, err := ionossim.New(ionossim.Config{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := sim.Start(t.Context(), "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := sim.Close(); err != nil {
			t.Error("end the simulated cloud:", err)
		}
	})
	program, database := app.Build(t), postgrestest.URL(t)
	replica := func() (*app.Process, *testApp) {
		p := app.StartProcess(t, program, nil, "SNAPDECK_ADDR=127.0.0.1:0", "SNAPDECK_DATA="+t.TempDir(), "SNAPDECK_DATABASE_URL="+database,
			"SNAPDECK_ADMIN_PASSWORD="+password, "IONOS_API_URL="+sim.URL(), "IONOS_TOKEN="+sim.Token())
		return p, &testApp{url: p.URL, sim: sim}
	}
	first, one := replica()
	_, two := replica()
	vol, page := one.volume(t, "staging-txl", "stage-db-01-data")
	before := one.creations(vol.ID)

	b := open(t, two)
	b.logIn()
	b.visit(page)
	b.markLoad()
	a := open(t, one)
	a.logIn()
	a.visit(page + "/create")
	a.fill("#name", "across replicas")
	a.send("form.form button.primary")
	a.waitForText(recoveryTimeout, "#operations .op", "across replicas")
	b.waitForText(recoveryTimeout, "#operations .op", "across replicas")
	b.waitForText(recoveryTimeout, "#operations .op .pill", "Provisioning")

	first.Kill()
	killed := time.Now()
	took := b.waitFor(cloudTimeout, "the other replica ends the operation", rowAvailable("across replicas")).Sub(killed)
	t.Logf("ended %.1f s after the first replica was killed", took.Seconds())
	b.waitFor(recoveryTimeout, "what is done needs no line", `!`+exists("#operations .op"))
	b.waitFor(cloudTimeout, "the other replica watches IONOS Cloud", exists(`#live[data-state=live]`))
	b.requireNoReload()
	if n := one.creations(vol.ID) - before; n != 1 {
		t.Errorf("%d requests were sent, want one", n)
	}
	b.requireNoErrors()
}
