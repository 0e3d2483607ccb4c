using System.Net;
using System.Net.Sockets;
using TradingBot.LocalStack.Networking;

namespace TradingBot.LocalStack.Tests.Networking;

public sealed class PortPlanTests
{
    private readonly List<string> _said = [];

    [Fact]
    public void Free_ports_are_the_usual_ones_and_nothing_is_said()
    {
        IReadOnlyDictionary<string, int> ports = PortPlan.Choose(null, _ => true, _said.Add);

        Assert.Equal(
            "api 3000, web 3002, worker 3003, simulator 3005, prometheus 9090, alertmanager 9093, node-exporter 9100, postgres-exporter 9187, redis-exporter 9121, postgres 5432, redis 6379",
            string.Join(", ", ports.Select(port => $"{port.Key} {port.Value}")));
        Assert.Empty(_said);
    }

    [Fact]
    public void A_taken_port_moves_its_service_to_the_next_one_that_is_nobodys_usual_port()
    {
        // 3001 is Grafana's, 3002, 3003 and 3005 are our own services': they stay where they are.
        IReadOnlyDictionary<string, int> ports = PortPlan.Choose(null, port => port is not (3000 or 3004), _said.Add);

        Assert.Equal(3006, ports["api"]);
        Assert.Equal(3002, ports["web"]);
        Assert.Equal(["port 3000 (api) is taken: using 3006."], _said);
    }

    [Fact]
    public void A_second_system_gets_other_ports_for_everything()
    {
        HashSet<int> first = [.. PortPlan.Choose(null, _ => true, _said.Add).Values];

        IReadOnlyDictionary<string, int> second = PortPlan.Choose(null, port => !first.Contains(port), _said.Add);

        Assert.Equal(second.Count, second.Values.Except(first).Distinct().Count());
    }

    [Fact]
    public void A_port_base_fixes_the_distances()
    {
        IReadOnlyDictionary<string, int> ports = PortPlan.Choose(4000, _ => true, _said.Add);

        Assert.Equal((4000, 4002, 4003, 4005, 4010, 4020, 4021), (ports["api"], ports["web"], ports["worker"], ports["simulator"], ports["prometheus"], ports["postgres"], ports["redis"]));
    }

    [Fact]
    public void A_port_base_with_a_taken_port_is_refused_by_name()
    {
        LocalStackException refusal = Assert.Throws<LocalStackException>(() => PortPlan.Choose(4000, port => port != 4002, _said.Add));

        Assert.Equal("Port 4002 (web) of --port-base 4000 is taken. Choose another --port-base, or leave the switch out to get the next free ports.", refusal.Message);
    }

    [Fact]
    public void Any_free_ports_are_all_different()
    {
        IReadOnlyDictionary<string, int> ports = PortPlan.Choose(0, _ => false, _said.Add);

        Assert.Equal(ports.Count, ports.Values.Distinct().Count());
    }

    [Fact]
    public void A_port_is_free_until_somebody_listens_on_it()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.False(LoopbackPorts.IsFree(port));
        listener.Stop();
        Assert.True(LoopbackPorts.IsFree(port));
    }
}
