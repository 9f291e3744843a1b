// Command ratio prints a Markdown table of what two servers took for the same work: ratio FOLDER NAME NAME reads the
// simulator's reports peer-NAME.json and peer-NAME-restart.json.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

type percentiles struct {
	Count int64   `json:"count"`
	P50   float64 `json:"p50"`
	P99   float64 `json:"p99"`
	Max   float64 `json:"max"`
}

type change struct {
	Number              int64       `json:"number"`
	Expected            int64       `json:"expected"`
	Offered             percentiles `json:"offered"`
	OfferedSinceRequest percentiles `json:"offeredSinceRequest"`
}

type report struct {
	Plan struct {
		Agents int64 `json:"agents"`
	} `json:"plan"`
	Milliseconds map[string]percentiles `json:"milliseconds"`
	Changes      []change               `json:"changes"`
	Server       struct {
		RssBytesConnected   float64 `json:"rssBytesConnected"`
		RssBytesEnd         float64 `json:"rssBytesEnd"`
		CPUConnecting       float64 `json:"cpuSecondsConnecting"`
		CPUChanging         float64 `json:"cpuSecondsChanging"`
		CPUMicrosPerMessage float64 `json:"cpuMicrosPerMessage"`
	} `json:"server"`
}

func read(folder, name string) (report, error) {
	var r report
	text, err := os.ReadFile(filepath.Join(folder, "peer-"+name+".json"))
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(text, &r)
}

// complete is an error unless every change reached all agents: a server that leaves some out does less work.
func (r report) complete(name string) error {
	if len(r.Changes) == 0 {
		return fmt.Errorf("%s: the report has no changes", name)
	}
	for _, each := range r.Changes {
		if each.Offered.Count != each.Expected {
			return fmt.Errorf("%s: change %d was offered %d times, expected %d", name, each.Number, each.Offered.Count, each.Expected)
		}
	}
	return nil
}

// median is that of one figure over the changes, without the first half, in which both servers warm up.
func (r report) median(of func(change) float64) float64 {
	var values []float64
	for _, each := range r.Changes[len(r.Changes)/2:] {
		values = append(values, of(each))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

type row struct {
	what  string
	value func(run, restart report) float64
}

const megabyte = 1 << 20

var rows = []row{
	{"resident, all connected, MB", func(r, _ report) float64 { return r.Server.RssBytesConnected / megabyte }},
	{"resident, after the changes, MB", func(r, _ report) float64 { return r.Server.RssBytesEnd / megabyte }},
	{"processor time to connect an agent, µs", func(r, _ report) float64 {
		return r.Server.CPUConnecting * 1e6 / float64(r.Plan.Agents)
	}},
	{"processor time of a config change for an agent, with its reports, µs", func(r, _ report) float64 {
		return r.Server.CPUChanging * 1e6 / float64(r.Plan.Agents*int64(len(r.Changes)))
	}},
	{"processor time of a heartbeat, µs", func(r, _ report) float64 { return r.Server.CPUMicrosPerMessage }},
	{"heartbeat, p99, ms", func(r, _ report) float64 { return r.Milliseconds["heartbeatSteady"].P99 }},
	{"config to an agent, from the request, p50, ms", func(r, _ report) float64 {
		return r.median(func(c change) float64 { return c.OfferedSinceRequest.P50 })
	}},
	{"config to an agent, from the request, p99, ms", func(r, _ report) float64 {
		return r.median(func(c change) float64 { return c.OfferedSinceRequest.P99 })
	}},
	{"config to an agent, from the answer, p50, ms", func(r, _ report) float64 {
		return r.median(func(c change) float64 { return c.Offered.P50 })
	}},
	{"config to an agent, from the answer, p99, ms", func(r, _ report) float64 {
		return r.median(func(c change) float64 { return c.Offered.P99 })
	}},
	{"back after a restart, p50, ms", func(_, r report) float64 { return r.Milliseconds["reconnect"].P50 }},
	{"back after a restart, the last, ms", func(_, r report) float64 { return r.Milliseconds["reconnect"].Max }},
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: ratio FOLDER NAME NAME")
		os.Exit(2)
	}
	if err := table(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "ratio:", err)
		os.Exit(1)
	}
}

func table(folder, one, other string) error {
	var runs [4]report
	for i, name := range []string{one, one + "-restart", other, other + "-restart"} {
		r, err := read(folder, name)
		if err != nil {
			return err
		}
		runs[i] = r
	}
	// The runs with a restart make no changes.
	if err := errors.Join(runs[0].complete(one), runs[2].complete(other)); err != nil {
		return err
	}
	fmt.Printf("| %d agents | %s | %s | ratio |\n|---|---|---|---|\n", runs[0].Plan.Agents, one, other)
	for _, row := range rows {
		a, b := row.value(runs[0], runs[1]), row.value(runs[2], runs[3])
		fmt.Printf("| %s | %.1f | %.1f | %.2f |\n", row.what, a, b, a/b)
	}
	return nil
}
