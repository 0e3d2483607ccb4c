using System.Reflection;

namespace TradingBot.Worker.Tests.Safety;

/// <summary>An assembly that says of itself what a test wants; a real one that was loaded could not be unloaded for the tests after it.</summary>
internal sealed class StrangeAssembly(string location, bool isDynamic = false) : Assembly
{
    public override string Location => location;

    public override bool IsDynamic => isDynamic;

    public override AssemblyName GetName() => new("Planted");

    public override AssemblyName GetName(bool copiedName) => GetName();
}
