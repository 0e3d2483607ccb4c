namespace TradingBot.Storage;

/// <summary>The store cannot be used as it is configured; the message says where, what and what to do, and never has a password.</summary>
public sealed class StorageException : Exception
{
    /// <summary>For a person.</summary>
    public StorageException(string message) : base(message) { }

    /// <summary>For a person, with the cause.</summary>
    public StorageException(string message, Exception cause) : base(message, cause) { }
}
