namespace TradingBot.Storage.Control;

/// <summary>Where the control row is read.</summary>
public interface IControlReader
{
    /// <summary>Reads the control row.</summary>
    Task<ControlSnapshot> ReadAsync(CancellationToken cancellation);
}
