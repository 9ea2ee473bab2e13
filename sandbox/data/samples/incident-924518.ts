/** Microsoft's published sample; see ../ATTRIBUTION.md. Raw text, so that no digit is parsed and printed again. */
export const incident924518 = String.raw`{
  "incidentId": 924518,
  "redirectIncidentId": null,
  "incidentName": "Email reported by user as malware or phish",
  "createdTime": "2020-09-06T12:07:55.1366667Z",
  "lastUpdateTime": "2020-09-06T12:07:55.32Z",
  "assignedTo": null,
  "classification": "Unknown",
  "determination": "NotAvailable",
  "status": "Active",
  "severity": "Informational",
  "tags": [],
  "comments": [],
  "alerts": [{
    "alertId": "faf8edc936-85f8-a603-b800-08d8525cf099",
    "incidentId": 924518,
    "serviceSource": "OfficeATP",
    "creationTime": "2020-09-06T12:07:54.3716642Z",
    "lastUpdatedTime": "2020-09-06T12:37:40.88Z",
    "resolvedTime": null,
    "firstActivity": "2020-09-06T12:04:00Z",
    "lastActivity": "2020-09-06T12:04:00Z",
    "title": "Email reported by user as malware or phish",
    "description": "This alert is triggered when any email message is reported as malware or phish by users -V1.0.0.2",
    "category": "InitialAccess",
    "status": "InProgress",
    "severity": "Informational",
    "investigationId": null,
    "investigationState": "Queued",
    "classification": null,
    "determination": null,
    "detectionSource": "OfficeATP",
    "assignedTo": "Automation",
    "actorName": null,
    "threatFamilyName": null,
    "mitreTechniques": [],
    "devices": [],
    "entities": [{
      "entityType": "MailBox", "sha1": null, "sha256": null, "fileName": null, "filePath": null,
      "processId": null, "processCommandLine": null, "processCreationTime": null, "parentProcessId": null,
      "parentProcessCreationTime": null, "ipAddress": null, "url": null, "accountName": null, "domainName": null,
      "userSid": null, "aadUserId": null, "userPrincipalName": "testUser3@contoso.com",
      "mailboxDisplayName": "test User3", "mailboxAddress": "testUser3@contoso.com", "clusterBy": null,
      "sender": null, "recipient": null, "subject": null, "deliveryAction": null, "securityGroupId": null,
      "securityGroupName": null, "registryHive": null, "registryKey": null, "registryValueType": null,
      "registryValue": null, "deviceId": null
    }, {
      "entityType": "MailBox", "sha1": null, "sha256": null, "fileName": null, "filePath": null,
      "processId": null, "processCommandLine": null, "processCreationTime": null, "parentProcessId": null,
      "parentProcessCreationTime": null, "ipAddress": null, "url": null, "accountName": null, "domainName": null,
      "userSid": null, "aadUserId": null, "userPrincipalName": "testUser4@contoso.com",
      "mailboxDisplayName": "test User4", "mailboxAddress": "test.User4@contoso.com", "clusterBy": null,
      "sender": null, "recipient": null, "subject": null, "deliveryAction": null, "securityGroupId": null,
      "securityGroupName": null, "registryHive": null, "registryKey": null, "registryValueType": null,
      "registryValue": null, "deviceId": null
    }, {
      "entityType": "MailMessage", "sha1": null, "sha256": null, "fileName": null, "filePath": null,
      "processId": null, "processCommandLine": null, "processCreationTime": null, "parentProcessId": null,
      "parentProcessCreationTime": null, "ipAddress": null, "url": null, "accountName": null, "domainName": null,
      "userSid": null, "aadUserId": null, "userPrincipalName": "test.User4@contoso.com",
      "mailboxDisplayName": null, "mailboxAddress": null, "clusterBy": null,
      "sender": "user.abc@mail.contoso.co.in", "recipient": "test.User4@contoso.com",
      "subject": "[EXTERNAL] Attention", "deliveryAction": null, "securityGroupId": null,
      "securityGroupName": null, "registryHive": null, "registryKey": null, "registryValueType": null,
      "registryValue": null, "deviceId": null
    }, {
      "entityType": "MailCluster", "sha1": null, "sha256": null, "fileName": null, "filePath": null,
      "processId": null, "processCommandLine": null, "processCreationTime": null, "parentProcessId": null,
      "parentProcessCreationTime": null, "ipAddress": null, "url": null, "accountName": null, "domainName": null,
      "userSid": null, "aadUserId": null, "userPrincipalName": null, "mailboxDisplayName": null,
      "mailboxAddress": null, "clusterBy": "Subject;P2SenderDomain;ContentType", "sender": null,
      "recipient": null, "subject": null, "deliveryAction": null, "securityGroupId": null,
      "securityGroupName": null, "registryHive": null, "registryKey": null, "registryValueType": null,
      "registryValue": null, "deviceId": null
    }, {
      "entityType": "MailCluster", "sha1": null, "sha256": null, "fileName": null, "filePath": null,
      "processId": null, "processCommandLine": null, "processCreationTime": null, "parentProcessId": null,
      "parentProcessCreationTime": null, "ipAddress": null, "url": null, "accountName": null, "domainName": null,
      "userSid": null, "aadUserId": null, "userPrincipalName": null, "mailboxDisplayName": null,
      "mailboxAddress": null, "clusterBy": "Subject;SenderIp;ContentType", "sender": null, "recipient": null,
      "subject": null, "deliveryAction": null, "securityGroupId": null, "securityGroupName": null,
      "registryHive": null, "registryKey": null, "registryValueType": null, "registryValue": null,
      "deviceId": null
    }, {
      "entityType": "MailCluster", "sha1": null, "sha256": null, "fileName": null, "filePath": null,
      "processId": null, "processCommandLine": null, "processCreationTime": null, "parentProcessId": null,
      "parentProcessCreationTime": null, "ipAddress": null, "url": null, "accountName": null, "domainName": null,
      "userSid": null, "aadUserId": null, "userPrincipalName": null, "mailboxDisplayName": null,
      "mailboxAddress": null, "clusterBy": "BodyFingerprintBin1;P2SenderDomain;ContentType", "sender": null,
      "recipient": null, "subject": null, "deliveryAction": null, "securityGroupId": null,
      "securityGroupName": null, "registryHive": null, "registryKey": null, "registryValueType": null,
      "registryValue": null, "deviceId": null
    }, {
      "entityType": "MailCluster", "sha1": null, "sha256": null, "fileName": null, "filePath": null,
      "processId": null, "processCommandLine": null, "processCreationTime": null, "parentProcessId": null,
      "parentProcessCreationTime": null, "ipAddress": null, "url": null, "accountName": null, "domainName": null,
      "userSid": null, "aadUserId": null, "userPrincipalName": null, "mailboxDisplayName": null,
      "mailboxAddress": null, "clusterBy": "BodyFingerprintBin1;SenderIp;ContentType", "sender": null,
      "recipient": null, "subject": null, "deliveryAction": null, "securityGroupId": null,
      "securityGroupName": null, "registryHive": null, "registryKey": null, "registryValueType": null,
      "registryValue": null, "deviceId": null
    }, {
      "entityType": "Ip", "sha1": null, "sha256": null, "fileName": null, "filePath": null, "processId": null,
      "processCommandLine": null, "processCreationTime": null, "parentProcessId": null,
      "parentProcessCreationTime": null, "ipAddress": "49.50.81.121", "url": null, "accountName": null,
      "domainName": null, "userSid": null, "aadUserId": null, "userPrincipalName": null,
      "mailboxDisplayName": null, "mailboxAddress": null, "clusterBy": null, "sender": null, "recipient": null,
      "subject": null, "deliveryAction": null, "securityGroupId": null, "securityGroupName": null,
      "registryHive": null, "registryKey": null, "registryValueType": null, "registryValue": null,
      "deviceId": null
    }]
  }]
}`;
